// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

import io.monolead.job.assemble.Window;
import io.monolead.job.metrics.JobMetric;
import io.monolead.job.metrics.LabelledCounters;
import io.monolead.job.metrics.OperatorMetrics;
import io.monolead.job.metrics.ProcessMemory;
import io.monolead.schemas.ControlReport;
import io.monolead.schemas.ControlVerdict;
import java.util.EnumSet;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;

/** What {@link InferOperator} tells of itself. Belongs to the operator's thread. */
final class InferMetrics {
  private final Counter windowsScored;
  private final Counter windowsUnscored;
  private final Counter windowsShadowScored;
  private final Counter batches;
  private final Histogram batchSize;
  private final Histogram batchWait;
  private final Histogram batchDuration;
  private final Histogram scoreAge;
  private final LabelledCounters scores;
  private final LabelledCounters scoresAtThreshold;
  private final LabelledCounters modelCommands;
  private final ModelsInUse modelsInUse;
  private final LongSupplier clockMillis;
  private long firstEndMicros = Long.MAX_VALUE;

  /** Labels of the model that scored the window before, and their counters in the same order. */
  private List<String> labels = List.of();

  private Counter[] ofLabel = {};
  private Counter[] ofLabelAtThreshold = {};

  /**
   * @param metrics of the operator
   * @param inFlight windows in the batch
   * @param pauseNanos longest time that windows waited for a model
   * @param clockMillis the wall clock
   */
  InferMetrics(
      OperatorMetrics metrics,
      IntSupplier inFlight,
      LongSupplier pauseNanos,
      LongSupplier clockMillis) {
    windowsScored = metrics.counter(JobMetric.WINDOWS_SCORED);
    windowsUnscored = metrics.counter(JobMetric.WINDOWS_UNSCORED);
    windowsShadowScored = metrics.counter(JobMetric.WINDOWS_SHADOW_SCORED);
    batches = metrics.counter(JobMetric.BATCHES);
    batchSize = metrics.histogram(JobMetric.BATCH_SIZE);
    batchWait = metrics.histogramOfMicros(JobMetric.BATCH_WAIT);
    batchDuration = metrics.histogramOfMicros(JobMetric.BATCH_DURATION);
    scoreAge = metrics.histogramOfMicros(JobMetric.SCORE_AGE);
    scores = metrics.counters(JobMetric.SCORES);
    scoresAtThreshold = metrics.counters(JobMetric.SCORES_AT_THRESHOLD);
    modelCommands = metrics.counters(JobMetric.MODEL_COMMANDS);
    for (ControlVerdict verdict : EnumSet.complementOf(EnumSet.of(ControlVerdict.UNKNOWN))) {
      modelCommands.of(verdict.name());
    }
    metrics.gauge(JobMetric.BATCH_IN_FLIGHT, inFlight::getAsInt);
    metrics.gauge(JobMetric.MODEL_PAUSE, () -> pauseNanos.getAsLong() / 1e9);
    modelsInUse = new ModelsInUse(metrics, clockMillis);
    this.clockMillis = clockMillis;
    ProcessMemory.register(metrics);
  }

  /** A window was put into the batch. */
  void put(Window window) {
    modelsInUse.window(window.lead(), window.endMicros());
    firstEndMicros = Math.min(firstEndMicros, window.endMicros());
  }

  /**
   * A batch was scored.
   *
   * @param windows its size
   * @param waitNanos how long its first window had waited
   * @param durationNanos how long the networks took
   * @param lineup the models
   */
  void batch(int windows, long waitNanos, long durationNanos, ModelLineup lineup) {
    batches.inc();
    batchSize.update(windows);
    batchWait.update(waitNanos / 1000);
    batchDuration.update(durationNanos / 1000);
    scoreAge.update(clockMillis.getAsLong() * 1000 - firstEndMicros);
    firstEndMicros = Long.MAX_VALUE;
    modelsInUse.batch(lineup);
  }

  /** A window got its scores. */
  void scored(Lane lane, float[] probabilities) {
    windowsScored.inc();
    count(lane.labels());
    float[] thresholds = lane.thresholds();
    for (int i = 0; i < probabilities.length; i++) {
      ofLabel[i].inc();
      if (probabilities[i] >= thresholds[i]) {
        ofLabelAtThreshold[i].inc();
      }
    }
  }

  private void count(List<String> now) {
    if (now == labels) {
      return;
    }
    labels = now;
    ofLabel = now.stream().map(scores::of).toArray(Counter[]::new);
    ofLabelAtThreshold = now.stream().map(scoresAtThreshold::of).toArray(Counter[]::new);
  }

  /** A challenger scored a window. */
  void shadowScored() {
    windowsShadowScored.inc();
  }

  /** A window was not scored. */
  void unscored() {
    windowsUnscored.inc();
  }

  /** What became of a command was reported. */
  void reported(ControlReport report) {
    modelCommands.of(report.getVerdict().name()).inc();
  }
}
