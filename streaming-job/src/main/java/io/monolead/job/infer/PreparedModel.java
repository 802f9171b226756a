// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

/**
 * A model that was read, checked and tried out, and can begin to score at once. Prepared on one
 * thread and then used by another, never by two at a time; whoever prepared it closes it.
 */
public interface PreparedModel extends AutoCloseable {
  /** The model's name. */
  String modelId();

  /** The model's version. */
  String modelVersion();

  /**
   * A scorer for one subtask, opened on the thread that prepares and used on the subtask's; closed
   * by whoever asked for it.
   *
   * @param batchSize most windows of a batch
   */
  WindowScorer newScorer(int batchSize);

  @Override
  void close();
}
