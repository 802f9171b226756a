// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.job.assemble.Window;
import io.monolead.job.control.ControlEntries;
import io.monolead.job.control.ControlEntry;
import io.monolead.job.control.ControlLog;
import io.monolead.job.control.ModelRef;
import io.monolead.job.metrics.JobMetric;
import io.monolead.job.metrics.RecordedMetrics;
import io.monolead.schemas.ModelAction;
import io.monolead.schemas.ModelCommand;
import io.monolead.signal.SignalQuality;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches of four, labels AFIB and PVC: the second label's score is half of the first's. */
class InferMetricsTest {
  private static final long SECOND = 1_000_000;
  private static final List<String> LABELS = List.of("AFIB", "PVC");

  // The operator is copied by serialisation, so what it reads lies here.
  private static volatile List<ControlEntry<ModelCommand>> log = List.of();

  private final RecordedMetrics metrics = new RecordedMetrics();
  private OneInputStreamOperatorTestHarness<Window, ScoredWindow> harness;

  private static final class Log implements ControlLog<ModelCommand> {
    @Override
    public List<ControlEntry<ModelCommand>> entries() {
      return log;
    }

    @Override
    public void close() {}
  }

  private record Named(String modelId) implements PreparedModel {
    @Override
    public String modelVersion() {
      return "1";
    }

    @Override
    public WindowScorer newScorer(int batchSize) {
      return new MeanScorer(modelId, LABELS, batchSize);
    }

    @Override
    public void close() {}
  }

  private static PreparedModel prepare(ModelRef model) throws IOException {
    if (model.uri().startsWith("bad")) {
      throw new IOException("its golden windows are not reproduced");
    }
    return new Named(model.uri());
  }

  @BeforeEach
  void open() throws Exception {
    log = List.of();
    harness =
        new OneInputStreamOperatorTestHarness<>(
            new InferOperator(
                batchSize -> new MeanScorer("options", LABELS, batchSize),
                InferMetricsTest::prepare,
                Log::new,
                Duration.ZERO,
                new Batching(4, 50),
                TestClock::nanos),
            metrics.newEnvironment());
    harness.setProcessingTime(1000);
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private static ModelCommand command(ModelAction action, String bundle, long fromSeconds) {
    return ModelCommand.newBuilder()
        .setLead("I")
        .setAction(action)
        .setBundleUri(bundle)
        .setBundleSha256("0".repeat(64))
        .setCanaryShare(0)
        .setEffectiveFromMicros(fromSeconds * SECOND)
        .build();
  }

  private void send(float score, double rateHz, long endSeconds) throws Exception {
    harness.processElement(
        new StreamRecord<>(
            new Window(
                "d",
                "I",
                (endSeconds - 10) * SECOND,
                endSeconds * SECOND,
                rateHz,
                new float[] {score},
                new SignalQuality(1, Set.of()))));
  }

  private void batch(long endSeconds) throws Exception {
    for (int i = 0; i < 4; i++) {
      send(0.5f, 100, endSeconds);
    }
  }

  private double value(JobMetric metric, String... labels) {
    return metrics.value(metric, labels);
  }

  @Test
  void batchesAreCountedAndMeasured() throws Exception {
    batch(10);
    send(0.5f, 100, 15);
    assertThat(value(JobMetric.BATCH_IN_FLIGHT)).isEqualTo(1);
    harness.endInput();
    assertThat(value(JobMetric.BATCH_IN_FLIGHT)).isZero();
    assertThat(value(JobMetric.BATCHES)).isEqualTo(2);
    assertThat(metrics.histogram(JobMetric.BATCH_SIZE).getStatistics().getValues())
        .containsExactly(4, 1);
    assertThat(metrics.histogram(JobMetric.BATCH_WAIT).getCount()).isEqualTo(2);
    assertThat(metrics.histogram(JobMetric.BATCH_DURATION).getCount()).isEqualTo(2);
    assertThat(metrics.histogram(JobMetric.BATCH_DURATION).getStatistics().getQuantile(1))
        .isBetween(0.0, 10.0);
  }

  @Test
  void theAgeOfScoresIsThatOfTheWindowThatEndedFirstInItsBatch() throws Exception {
    harness.setProcessingTime(22_500);
    for (int end : new int[] {20, 18, 22, 19}) {
      send(0.5f, 100, end);
    }
    batch(21);
    assertThat(metrics.histogram(JobMetric.SCORE_AGE).getCount()).isEqualTo(2);
    assertThat(metrics.histogram(JobMetric.SCORE_AGE).getStatistics().getQuantile(1))
        .isEqualTo(4.5);
    assertThat(metrics.histogram(JobMetric.SCORE_AGE).getStatistics().getQuantile(0.01))
        .isEqualTo(1.5);
  }

  @Test
  void scoresAreCountedPerLabelAndThoseThatReachTheThresholdBeside() throws Exception {
    send(0.4f, 100, 10);
    send(0.5f, 100, 15);
    send(0.9f, 100, 20);
    send(1, 100, 25);
    assertThat(value(JobMetric.WINDOWS_SCORED)).isEqualTo(4);
    assertThat(metrics.counts(JobMetric.SCORES))
        .isEqualTo(Map.of("{label=AFIB}", 4.0, "{label=PVC}", 4.0));
    assertThat(metrics.counts(JobMetric.SCORES_AT_THRESHOLD))
        .isEqualTo(Map.of("{label=AFIB}", 3.0, "{label=PVC}", 1.0));
  }

  @Test
  void windowsThatAreNotScoredAreCounted() throws Exception {
    send(0.5f, 13, 10);
    send(Float.NaN, 100, 15);
    send(0.5f, 100, 20);
    harness.endInput();
    assertThat(value(JobMetric.WINDOWS_UNSCORED)).isEqualTo(2);
    assertThat(value(JobMetric.WINDOWS_SCORED)).isEqualTo(1);
    assertThat(metrics.counts(JobMetric.SCORES)).containsEntry("{label=AFIB}", 1.0);
  }

  @Test
  void theModelInUseIsNamedWithItsVersionLeadAndAge() throws Exception {
    batch(10);
    assertThat(value(JobMetric.MODEL_INFO, "options", "1", "I")).isEqualTo(1);
    harness.setProcessingTime(61_000);
    assertThat(value(JobMetric.MODEL_AGE, "options", "1", "I")).isEqualTo(60);

    log = ControlEntries.at(0, command(ModelAction.DEPLOY, "next", 100));
    batch(99);
    assertThat(value(JobMetric.MODEL_INFO, "options", "1", "I")).isEqualTo(1);
    batch(100);
    harness.setProcessingTime(71_000);
    assertThat(value(JobMetric.MODEL_INFO, "options", "1", "I")).isZero();
    assertThat(value(JobMetric.MODEL_AGE, "options", "1", "I")).isNaN();
    assertThat(value(JobMetric.MODEL_INFO, "next", "1", "I")).isEqualTo(1);
    assertThat(value(JobMetric.MODEL_AGE, "next", "1", "I")).isEqualTo(10);
    assertThat(value(JobMetric.MODEL_PAUSE)).isBetween(0.0, 10.0);
  }

  @Test
  void aChallengersWindowsAreCountedByThemselves() throws Exception {
    log = ControlEntries.at(0, command(ModelAction.SHADOW, "challenger", 0));
    batch(10);
    assertThat(value(JobMetric.WINDOWS_SHADOW_SCORED)).isEqualTo(4);
    assertThat(value(JobMetric.WINDOWS_SCORED)).isEqualTo(4);
    assertThat(metrics.counts(JobMetric.SCORES)).containsEntry("{label=AFIB}", 4.0);
  }

  @Test
  void whatBecomesOfModelCommandsIsCounted() throws Exception {
    log =
        ControlEntries.at(
            0, command(ModelAction.DEPLOY, "good", 50), command(ModelAction.DEPLOY, "bad", 100));
    batch(60);
    harness.endInput();
    assertThat(metrics.counts(JobMetric.MODEL_COMMANDS))
        .isEqualTo(
            Map.of("{verdict=ACCEPTED}", 1.0, "{verdict=REFUSED}", 1.0, "{verdict=IN_USE}", 1.0));
  }
}
