// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.kafka.SourceRecord;
import io.monolead.job.TestSegments;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.clock.ManualClock;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;

class SegmentWatermarksTest implements WatermarkOutput {
  private static final Duration IDLENESS = Duration.ofSeconds(10);

  private final ManualClock clock = new ManualClock();
  private final WatermarkStrategy<SourceRecord> strategy =
      SegmentWatermarks.of(Duration.ofSeconds(5), Duration.ofMinutes(5), IDLENESS);
  private final TimestampAssigner<SourceRecord> timestamps =
      strategy.createTimestampAssigner(UnregisteredMetricsGroup::new);
  private final WatermarkGenerator<SourceRecord> generator =
      strategy.createWatermarkGenerator(
          new WatermarkGeneratorSupplier.Context() {
            @Override
            public MetricGroup getMetricGroup() {
              return new UnregisteredMetricsGroup();
            }

            @Override
            public RelativeClock getInputActivityClock() {
              return clock;
            }
          });
  private final List<Long> watermarks = new ArrayList<>();
  private boolean idle;

  @Override
  public void emitWatermark(Watermark watermark) {
    watermarks.add(watermark.getTimestamp());
    idle = false;
  }

  @Override
  public void markIdle() {
    idle = true;
  }

  @Override
  public void markActive() {
    idle = false;
  }

  private void receive(byte[] value) {
    receive(TestSegments.source(value));
  }

  private void receive(SourceRecord source) {
    generator.onEvent(source, timestamps.extractTimestamp(source, 0), this);
    generator.onPeriodicEmit(this);
  }

  private void passSeconds(int seconds) {
    clock.advanceTime(Duration.ofSeconds(seconds));
    generator.onPeriodicEmit(this);
  }

  @Test
  void theWatermarkFollowsTheLatestStart() {
    receive(TestSegments.bytes(TestSegments.segment(0, 7)));
    receive(TestSegments.bytes(TestSegments.segment(1, 3)));
    // 1 ms below the latest start less 5 s, by Flink's convention.
    assertThat(watermarks).last().isEqualTo(TestSegments.EPOCH / 1000 + 2000 - 1);
  }

  @Test
  void segmentsKeepAPartitionAwake() {
    for (int i = 0; i < 20; i++) {
      receive(TestSegments.bytes(TestSegments.segment(i, i)));
      passSeconds(5);
    }
    assertThat(idle).isFalse();
    // The first look after the last segment starts the time, the second ends it.
    passSeconds(5);
    passSeconds(6);
    assertThat(idle).isTrue();
  }

  @Test
  void aTrickleOfGarbageDoesNotKeepAPartitionAwake() {
    receive(TestSegments.bytes(TestSegments.segment(0, 0)));
    for (int i = 0; i < 5; i++) {
      receive(new byte[] {1, 2, 3});
      passSeconds(5);
    }
    assertThat(idle).isTrue();
    assertThat(watermarks).last().isEqualTo(TestSegments.EPOCH / 1000 - 5000 - 1);
  }

  @Test
  void aClockAMinuteAheadMovesEventTimeNoFurtherThanTheRecordsAreOld() {
    receive(TestSegments.bytes(TestSegments.segment(0, 7)));
    SourceRecord ahead = TestSegments.source(TestSegments.bytes(TestSegments.segment(0, 68)));
    receive(
        new SourceRecord(
            ahead.topic(),
            ahead.partition(),
            ahead.offset(),
            TestSegments.EPOCH / 1000 + 8000,
            ahead.key(),
            ahead.value()));
    assertThat(watermarks).last().isEqualTo(TestSegments.EPOCH / 1000 + 3000 - 1);
  }

  @Test
  void aClockInTheFutureNeitherMovesEventTimeNorKeepsAPartitionAwake() {
    long aheadSeconds = 86_400L * 365 * 100;
    for (int i = 0; i < 5; i++) {
      receive(TestSegments.bytes(TestSegments.segment(i, (double) aheadSeconds + i)));
      passSeconds(5);
    }
    assertThat(idle).isTrue();
    assertThat(watermarks).allSatisfy(one -> assertThat(one).isNegative());
  }
}
