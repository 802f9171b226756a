// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import io.monolead.job.assemble.Window;
import io.monolead.job.infer.MeanScorer;
import io.monolead.job.infer.UnscorableWindowException;
import io.monolead.job.infer.WindowScorer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Scores slowly until it is told to fail, fails once, and then scores at full speed. */
final class FailingScorer implements WindowScorer {
  private static final AtomicInteger FAILURES = new AtomicInteger();
  private static volatile CountDownLatch told = new CountDownLatch(1);

  private final MeanScorer scorer;

  FailingScorer(List<String> labels, int batchSize) {
    scorer = new MeanScorer(labels, batchSize);
  }

  static void reset() {
    FAILURES.set(0);
    told = new CountDownLatch(1);
  }

  static void failNext() {
    told.countDown();
  }

  static int failures() {
    return FAILURES.get();
  }

  @Override
  public void score(int count, float[] probabilities) {
    try {
      boolean ordered = told.await(100, TimeUnit.MILLISECONDS);
      if (ordered && FAILURES.compareAndSet(0, 1)) {
        throw new IllegalStateException("told to fail");
      }
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
