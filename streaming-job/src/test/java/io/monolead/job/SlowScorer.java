// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import io.monolead.job.assemble.Window;
import io.monolead.job.infer.MeanScorer;
import io.monolead.job.infer.UnscorableWindowException;
import io.monolead.job.infer.WindowScorer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Scores slowly until it is let go, so that something can happen in the middle of a run. */
final class SlowScorer implements WindowScorer {
  private static volatile CountDownLatch letGo = new CountDownLatch(1);

  private final MeanScorer scorer;

  SlowScorer(List<String> labels, int batchSize) {
    scorer = new MeanScorer(labels, batchSize);
  }

  static void hold() {
    letGo = new CountDownLatch(1);
  }

  static void letGo() {
    letGo.countDown();
  }

  @Override
  public void score(int count, float[] probabilities) {
    try {
      var unused = letGo.await(500, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    scorer.score(count, probabilities);
  }

  @Override
  public String modelId() {
    return scorer.modelId();
  }

  @Override
  public String modelVersion() {
    return scorer.modelVersion();
  }

  @Override
  public List<String> labels() {
    return scorer.labels();
  }

  @Override
  public float[] thresholds() {
    return scorer.thresholds();
  }

  @Override
  public void put(int row, Window window) throws UnscorableWindowException {
    scorer.put(row, window);
  }

  @Override
  public void close() {
    scorer.close();
  }
}
