// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

import io.monolead.job.assemble.Window;
import java.util.List;

/**
 * Scores windows in batches: the border between the job and the network.
 *
 * <p>Windows are put into rows one by one, conditioned straight into the batch's buffer, and then
 * scored together. Belongs to one thread; whoever opened it closes it.
 */
public interface WindowScorer extends AutoCloseable {
  /** The model's name. */
  String modelId();

  /** The model's version. */
  String modelVersion();

  /** The model's labels, in the order of its outputs. */
  List<String> labels();

  /** {@code [label]}: probability from which each label counts, by the model's bundle. */
  float[] thresholds();

  /**
   * Conditions a window into a row of the next batch.
   *
   * @param row 0 to the batch size this scorer was opened for, less one
   * @throws UnscorableWindowException if this model cannot take the window; the row stays free
   */
  void put(int row, Window window) throws UnscorableWindowException;

  /**
   * Scores the first rows of the batch. A row's probabilities depend on nothing but its window.
   *
   * @param count rows to score, at least 1
   * @param probabilities {@code [row][label]}, written for the rows scored; NaN where the network's
   *     output is not finite
   */
  void score(int count, float[] probabilities);

  /** Frees what belongs to this scorer alone. */
  @Override
  void close();
}
