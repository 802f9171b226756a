// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.profile;

import io.monolead.job.assemble.Window;
import io.monolead.job.infer.UnscorableWindowException;
import io.monolead.job.infer.WindowScorer;
import io.monolead.job.infer.WindowScorerFactory;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Another scorer, whose windows and time in the network are counted for the whole process. */
final class TimedScorer implements WindowScorer {
  /** Static, because factories travel to the cluster as copies. */
  private static final AtomicLong WINDOWS = new AtomicLong();

  private static final AtomicLong NANOS = new AtomicLong();

  private final WindowScorer scorer;

  private TimedScorer(WindowScorer scorer) {
    this.scorer = scorer;
  }

  static WindowScorerFactory of(WindowScorerFactory scorers) {
    return batchSize -> new TimedScorer(scorers.open(batchSize));
  }

  /** Windows scored since the last call. */
  static long takeWindows() {
    return WINDOWS.getAndSet(0);
  }

  /** Time spent scoring since the last call. */
  static long takeNanos() {
    return NANOS.getAndSet(0);
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
  public void score(int count, float[] probabilities) {
    long start = System.nanoTime();
    scorer.score(count, probabilities);
    NANOS.addAndGet(System.nanoTime() - start);
    WINDOWS.addAndGet(count);
  }

  @Override
  public void close() {
    scorer.close();
  }
}
