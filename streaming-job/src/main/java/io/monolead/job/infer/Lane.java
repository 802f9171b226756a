// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

import io.monolead.job.assemble.Window;
import java.util.Arrays;
import java.util.List;

/**
 * One model's part of a batch: its scorer and the rows that wait in it. Belongs to one thread;
 * closing it closes scorer and model.
 */
final class Lane implements AutoCloseable {
  private final WindowScorer scorer;
  private final Runnable release;
  private final float[] probabilities;
  private int rows;

  /**
   * @param scorer of the model; closed with the lane
   * @param batchSize most rows
   * @param release called after the scorer is closed
   */
  Lane(WindowScorer scorer, int batchSize, Runnable release) {
    this.scorer = scorer;
    this.release = release;
    this.probabilities = new float[batchSize * scorer.labels().size()];
  }

  String modelId() {
    return scorer.modelId();
  }

  String modelVersion() {
    return scorer.modelVersion();
  }

  List<String> labels() {
    return scorer.labels();
  }

  float[] thresholds() {
    return scorer.thresholds();
  }

  /**
   * Puts a window into the next row.
   *
   * @return the row
   * @throws UnscorableWindowException as {@link WindowScorer#put} does; no row is taken
   */
  int put(Window window) throws UnscorableWindowException {
    scorer.put(rows, window);
    return rows++;
  }

  /** Whether rows wait to be scored. */
  boolean isWaiting() {
    return rows > 0;
  }

  /** Scores the rows that wait; then the lane is empty. */
  void score() {
    scorer.score(rows, probabilities);
    rows = 0;
  }

  /** {@code [label]}: a copy of what the last {@link #score} said of a row. */
  float[] probabilities(int row) {
    int labels = scorer.labels().size();
    return Arrays.copyOfRange(probabilities, row * labels, (row + 1) * labels);
  }

  @Override
  public void close() {
    try {
      scorer.close();
    } finally {
      release.run();
    }
  }
}
