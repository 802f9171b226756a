// SPDX-License-Identifier: Apache-2.0
/**
 * From windows to scores, in micro-batches across devices.
 *
 * <p>{@link io.monolead.job.infer.InferOperator} decides when a batch is scored, a {@link
 * io.monolead.job.infer.WindowScorer} conditions and scores. Each subtask opens its own scorer on
 * its own thread and closes it; the model behind the scorers is one per process.
 */
package io.monolead.job.infer;
