// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.decode;

import static io.monolead.job.TestSegments.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.monolead.connectors.kafka.SourceRecord;
import io.monolead.job.TestSegments;
import io.monolead.job.metrics.JobMetric;
import io.monolead.job.metrics.RecordedMetrics;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecodeMetricsTest {
  private final RecordedMetrics metrics = new RecordedMetrics();
  private OneInputStreamOperatorTestHarness<SourceRecord, IncomingSegment> harness;

  @BeforeEach
  void open() throws Exception {
    harness =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(new DecodeFunction(Duration.ofMinutes(5))),
            metrics.newEnvironment());
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private void send(byte[] value) throws Exception {
    harness.processElement(TestSegments.source(value), 0);
  }

  @Test
  void everyRecordIsCountedAsASegmentOrAsADeadLetterWithItsReason() throws Exception {
    assertThat(metrics.value(JobMetric.DEAD_LETTERS, "INVALID_LEAD")).isZero();
    send(TestSegments.bytes(segment(0, 0)));
    send(TestSegments.bytes(segment(1, 1)));
    send(new byte[] {1, 2, 3});
    send(null);
    send(TestSegments.bytes(segment(2, 2).setSamplingRateHz(Double.NaN)));

    assertThat(metrics.value(JobMetric.SEGMENTS)).isEqualTo(2);
    assertThat(metrics.counts(JobMetric.DEAD_LETTERS))
        .isEqualTo(Map.of("{reason=UNDECODABLE}", 2.0, "{reason=INVALID_RATE}", 1.0));
  }

  @Test
  void theLagIsTheWallClockLessTheEndOfTheNewestSegment() throws Exception {
    assertThat(metrics.value(JobMetric.EVENT_TIME_LAG)).isNaN();
    send(TestSegments.bytes(segment(5, 5)));
    send(TestSegments.bytes(segment(0, 0)));
    double expected = System.currentTimeMillis() / 1e3 - (TestSegments.EPOCH / 1e6 + 6);
    assertThat(metrics.value(JobMetric.EVENT_TIME_LAG)).isCloseTo(expected, within(2.0));
  }

  @Test
  void aClockThatIsAheadDoesNotHideTheLag() throws Exception {
    byte[] value = TestSegments.bytes(segment(100, 100));
    harness.processElement(
        new SourceRecord("ecg.segments", 0, 0, TestSegments.EPOCH / 1000 + 10_000, null, value), 0);
    double expected = System.currentTimeMillis() / 1e3 - (TestSegments.EPOCH / 1e6 + 10);
    assertThat(metrics.value(JobMetric.EVENT_TIME_LAG)).isCloseTo(expected, within(2.0));
  }
}
