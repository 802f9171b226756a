// SPDX-License-Identifier: Apache-2.0
/**
 * The model bundle, its self-test and the predictor. Knows nothing of Flink or Kafka.
 *
 * <p>{@link io.monolead.inference.ModelBundle} is a file and what is in it; {@link
 * io.monolead.inference.Model} is a bundle with its network loaded and its golden outputs
 * reproduced; a {@link io.monolead.inference.Predictor} turns windows {@code [count][lead][sample]}
 * into calibrated probabilities {@code [count][label]}; an {@link io.monolead.inference.Attention}
 * says which parts of a window a logit comes from. {@link io.monolead.inference.InferenceEngine} is
 * the only place that configures the engine.
 *
 * <p>Threading: bundles are immutable, models, attention and {@link
 * io.monolead.inference.SharedModels} thread-safe, a predictor is for one thread at a time. Models,
 * predictors, attention and leases hold native memory that the Java heap does not see: whoever got
 * one closes it, in any order.
 */
package io.monolead.inference;
