// SPDX-License-Identifier: Apache-2.0
/**
 * From a data set to a model bundle, and from a bundle back to its figures.
 *
 * <p>{@link io.monolead.training.TrainingRun} carries out a {@link
 * io.monolead.training.TrainingPlan}: prepare windows, train, calibrate, choose thresholds, export,
 * evaluate the exported bundle, write its card. {@link io.monolead.training.BundleEvaluation}
 * computes a bundle's figures again from the bundle and the data alone.
 *
 * <p>Threading: a run uses the calling thread and the engine's threads; one training at a time per
 * process. Everything opened here is closed here.
 */
package io.monolead.training;
