// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.assemble;

import static io.monolead.job.TestSegments.EPOCH;
import static io.monolead.job.TestSegments.incoming;
import static io.monolead.job.TestSegments.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.job.StateBytes;
import io.monolead.job.decode.IncomingSegment;
import io.monolead.job.identity.LeadKey;
import io.monolead.job.metrics.JobMetric;
import io.monolead.job.metrics.RecordedMetrics;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the assembler counts is what it was given and what it made of it. */
class AssembleMetricsTest {
  private RecordedMetrics metrics;
  private KeyedOneInputStreamOperatorTestHarness<LeadKey, IncomingSegment, Window> harness;

  @BeforeEach
  void open() throws Exception {
    open(null);
  }

  private void open(OperatorSubtaskState state) throws Exception {
    metrics = new RecordedMetrics();
    harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new AssembleOperator(AssemblyRules.defaults(), Optional.empty()),
            segment -> new LeadKey(segment.deviceId(), segment.lead()),
            TypeInformation.of(LeadKey.class),
            metrics.newEnvironment());
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private void send(String device, long number, double start) throws Exception {
    harness.processElement(incoming(segment(number, start).setDeviceId(device)), 0);
  }

  private void watermark(double seconds) throws Exception {
    harness.processWatermark(EPOCH / 1000 + Math.round(seconds * 1000));
  }

  private double value(JobMetric metric) {
    return metrics.value(metric);
  }

  @Test
  void windowsAreCountedAsTheyAreComplete() throws Exception {
    for (int i = 0; i < 20; i++) {
      send("a", i, i);
    }
    assertThat(value(JobMetric.WINDOWS_ASSEMBLED)).isEqualTo(3);
    assertThat(harness.extractOutputValues()).hasSize(3);
  }

  @Test
  void lateOnesAreMeasuredDuplicatesCountedAndTheTooLateAreDeadLetters() throws Exception {
    send("a", 0, 0);
    send("a", 2, 2);
    send("a", 3, 3);
    send("a", 1, 1);
    send("a", 3, 3);
    assertThat(value(JobMetric.SEGMENTS_LATE)).isEqualTo(1);
    assertThat(metrics.histogram(JobMetric.SEGMENT_LATENESS).getStatistics().getQuantile(1))
        .isEqualTo(2);
    assertThat(value(JobMetric.SEGMENTS_DUPLICATE)).isEqualTo(1);
    assertThat(metrics.counts(JobMetric.DEAD_LETTERS)).isEmpty();

    send("a", 20, 20);
    send("a", 21, 26);
    send("a", 4, 4);
    assertThat(metrics.counts(JobMetric.DEAD_LETTERS)).isEqualTo(Map.of("{reason=TOO_LATE}", 1.0));
    assertThat(value(JobMetric.SEGMENTS_LATE)).isEqualTo(1);
  }

  @Test
  void aDeviceIsLiveUntilItsSignalIsLostAndGoneWhenItIsForgotten() throws Exception {
    send("a", 0, 0);
    send("b", 0, 0);
    assertDevices(2, 0);
    send("b", 1, 20);
    watermark(40);
    assertDevices(1, 1);
    send("a", 1, 41);
    assertDevices(2, 0);
    watermark(200);
    assertDevices(0, 2);
    assertThat(metrics.counts(JobMetric.TECHNICAL_ALERTS))
        .containsEntry("{condition=SIGNAL_LOST, state=RAISED}", 3.0)
        .containsEntry("{condition=SIGNAL_LOST, state=CLEARED}", 1.0);
    watermark(2 * 86_400);
    assertDevices(0, 0);
  }

  private void assertDevices(int live, int silent) {
    assertThat(value(JobMetric.DEVICES_LIVE)).as("live").isEqualTo(live);
    assertThat(value(JobMetric.DEVICES_SILENT)).as("silent").isEqualTo(silent);
    assertThat(value(JobMetric.STATE_ENTRIES))
        .as("entries")
        .isEqualTo(live + silent)
        .isEqualTo(harness.numKeyedStateEntries());
  }

  @Test
  void aDeviceWhoseFirstSegmentIsRejectedIsNotCounted() throws Exception {
    harness.processElement(incoming(segment(0, 0).setSamplingRateHz(Double.NaN)), 0);
    assertDevices(0, 0);
  }

  @Test
  void aReplayThatReachesTheExpiryBeforeTheTimerCountsTheDeviceOnce() throws Exception {
    send("a", 0, 0);
    send("a", 1, 100_000);
    assertDevices(1, 0);
    send("a", 2, 100_100);
    assertDevices(1, 0);
  }

  @Test
  void afterARestartTheDevicesAreThoseOfTheCheckpoint() throws Exception {
    for (int i = 0; i < 5; i++) {
      send("live-" + i, 0, 20);
    }
    send("silent-0", 0, 0);
    send("silent-1", 0, 0);
    watermark(40);
    assertDevices(5, 2);
    OperatorSubtaskState state = harness.snapshot(1, 1);
    close();
    open(state);
    assertDevices(5, 2);
    send("silent-1", 1, 41);
    assertDevices(6, 1);
  }

  @Test
  void rescaledTheDevicesOfAllSubtasksAreThoseOfTheCheckpoint() throws Exception {
    for (int i = 0; i < 40; i++) {
      send("device-" + i, 0, i < 30 ? 20 : 0);
    }
    watermark(40);
    assertDevices(30, 10);
    OperatorSubtaskState state = harness.snapshot(1, 1);
    close();
    double live = 0;
    double silent = 0;
    for (int subtask = 0; subtask < 2; subtask++) {
      open(
          AbstractStreamOperatorTestHarness.repartitionOperatorState(state, 128, 1, 2, subtask),
          2,
          subtask);
      assertThat(value(JobMetric.DEVICES_LIVE)).isBetween(1.0, 29.0);
      live += value(JobMetric.DEVICES_LIVE);
      silent += value(JobMetric.DEVICES_SILENT);
      if (subtask == 0) {
        close();
      }
    }
    assertThat(live).isEqualTo(30);
    assertThat(silent).isEqualTo(10);
  }

  private void open(OperatorSubtaskState state, int parallelism, int subtask) throws Exception {
    metrics = new RecordedMetrics();
    harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new AssembleOperator(AssemblyRules.defaults(), Optional.empty()),
            segment -> new LeadKey(segment.deviceId(), segment.lead()),
            TypeInformation.of(LeadKey.class),
            metrics.newEnvironment(parallelism, subtask));
    harness.initializeState(state);
    harness.open();
  }

  @Test
  void anEntryIsWeighedAsACheckpointWritesIt() throws Exception {
    assertThat(value(JobMetric.STATE_BYTES)).isNaN();
    send("a", 0, 0);
    LeadState one = new LeadState();
    new SegmentAssembler(
            AssemblyRules.defaults(),
            new io.monolead.job.decode.SegmentDecoder(java.time.Duration.ofDays(100_000)))
        .accept(one, incoming(segment(0, 0).setDeviceId("a")), new RecordingOutput());
    int bytes = new StateBytes<>("lead", LeadState.class).of(one);
    assertThat(bytes).isGreaterThan(200);
    assertThat(metrics.histogram(JobMetric.STATE_ENTRY_BYTES).getStatistics().getMax())
        .isEqualTo(bytes);
    send("b", 0, 0);
    assertThat(metrics.histogram(JobMetric.STATE_ENTRY_BYTES).getCount()).isEqualTo(1);
    assertThat(value(JobMetric.STATE_BYTES)).isEqualTo(2 * bytes);
    for (int i = 1; i < 251; i++) {
      send("b", i, i);
    }
    assertThat(metrics.histogram(JobMetric.STATE_ENTRY_BYTES).getCount()).isEqualTo(2);
  }

  @Test
  void theWatermarkLagIsTheWallClockLessEventTime() throws Exception {
    assertThat(value(JobMetric.WATERMARK_LAG)).isNaN();
    harness.setProcessingTime(EPOCH / 1000 + 12_500);
    watermark(5);
    assertThat(value(JobMetric.WATERMARK_LAG)).isEqualTo(7.5);
    harness.processWatermark(Long.MAX_VALUE);
    assertThat(value(JobMetric.WATERMARK_LAG)).isNaN();
  }
}
