// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.decode;

import io.monolead.connectors.kafka.SourceRecord;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.BoundedOutOfOrdernessWatermarks;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Watermarks per partition from the start times of segments.
 *
 * <p>They only decide when silence is noticed, never what a window holds. Segments that claim to be
 * from the future do not move them: one device with a wrong clock would otherwise make every other
 * device look silent.
 */
public final class SegmentWatermarks implements WatermarkStrategy<SourceRecord> {
  private static final long serialVersionUID = 1L;

  private final Duration outOfOrderness;
  private final Duration maxClockAhead;

  private SegmentWatermarks(Duration outOfOrderness, Duration maxClockAhead) {
    this.outOfOrderness = outOfOrderness;
    this.maxClockAhead = maxClockAhead;
  }

  /**
   * The strategy of the segments' source.
   *
   * @param outOfOrderness how far start times within one partition may fall back
   * @param maxClockAhead how far a device's clock may be ahead of this machine's
   * @param idleness after how long without a record a partition no longer holds event time back
   */
  public static WatermarkStrategy<SourceRecord> of(
      Duration outOfOrderness, Duration maxClockAhead, Duration idleness) {
    return new SegmentWatermarks(outOfOrderness, maxClockAhead).withIdleness(idleness);
  }

  @Override
  public TimestampAssigner<SourceRecord> createTimestampAssigner(
      TimestampAssignerSupplier.Context context) {
    return new SegmentTimestamps(maxClockAhead);
  }

  @Override
  public WatermarkGenerator<SourceRecord> createWatermarkGenerator(
      WatermarkGeneratorSupplier.Context context) {
    return new Generator(outOfOrderness, maxClockAhead.toMillis());
  }

  private static final class Generator implements WatermarkGenerator<SourceRecord> {
    private final BoundedOutOfOrdernessWatermarks<SourceRecord> bounded;
    private final long maxAheadMillis;

    Generator(Duration outOfOrderness, long maxAheadMillis) {
      this.bounded = new BoundedOutOfOrdernessWatermarks<>(outOfOrderness);
      this.maxAheadMillis = maxAheadMillis;
    }

    @Override
    public void onEvent(SourceRecord event, long eventTimestamp, WatermarkOutput output) {
      if (eventTimestamp <= System.currentTimeMillis() + maxAheadMillis) {
        bounded.onEvent(event, eventTimestamp, output);
      }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      bounded.onPeriodicEmit(output);
    }
  }
}
