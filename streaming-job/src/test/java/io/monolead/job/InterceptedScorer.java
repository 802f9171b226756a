// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import io.monolead.job.assemble.Window;
import io.monolead.job.infer.MeanScorer;
import io.monolead.job.infer.UnscorableWindowException;
import io.monolead.job.infer.WindowScorer;
import java.util.List;

/** A {@link MeanScorer} before each of whose batches something happens. */
abstract class InterceptedScorer implements WindowScorer {
  private final MeanScorer scorer;

  InterceptedScorer(List<String> labels, int batchSize) {
    scorer = new MeanScorer(labels, batchSize);
  }

  /** Called by the subtask's thread before a batch is scored. */
  abstract void before() throws InterruptedException;

  @Override
  public final void score(int count, float[] probabilities) {
    try {
      before();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    scorer.score(count, probabilities);
  }

  @Override
  public final String modelId() {
    return scorer.modelId();
  }

  @Override
  public final String modelVersion() {
    return scorer.modelVersion();
  }

  @Override
  public final List<String> labels() {
    return scorer.labels();
  }

  @Override
  public final float[] thresholds() {
    return scorer.thresholds();
  }

  @Override
  public final void put(int row, Window window) throws UnscorableWindowException {
    scorer.put(row, window);
  }

  @Override
  public final void close() {
    scorer.close();
  }
}
