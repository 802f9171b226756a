// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.decode;

import io.monolead.connectors.kafka.SourceRecord;
import io.monolead.connectors.registry.RegistrySettings;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.BoundedOutOfOrdernessWatermarks;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.eventtime.WatermarksWithIdleness;

/**
 * Watermarks per partition from the start times of segments, see {@link SegmentTimestamps}.
 *
 * <p>They only decide when silence is noticed, never what a window holds. Segments that claim to be
 * from the future do not move them: one device with a wrong clock would otherwise make every other
 * device look silent. Nor do they, or records that are no segments at all, keep a partition awake:
 * a trickle of garbage in an otherwise silent partition would hold event time back for all.
 */
public final class SegmentWatermarks implements WatermarkStrategy<SourceRecord> {
  private static final long serialVersionUID = 1L;

  private final Duration outOfOrderness;
  private final Duration maxClockAhead;
  private final Duration idleness;
  private final RegistrySettings registry;

  private SegmentWatermarks(
      Duration outOfOrderness,
      Duration maxClockAhead,
      Duration idleness,
      RegistrySettings registry) {
    this.outOfOrderness = outOfOrderness;
    this.maxClockAhead = maxClockAhead;
    this.idleness = idleness;
    this.registry = registry;
  }

  /**
   * The strategy of the segments' source.
   *
   * @param outOfOrderness how far start times within one partition may fall back
   * @param maxClockAhead how far a device's clock may be ahead of this machine's
   * @param idleness after how long without a segment a partition no longer holds event time back
   */
  public static WatermarkStrategy<SourceRecord> of(
      Duration outOfOrderness, Duration maxClockAhead, Duration idleness) {
    return of(outOfOrderness, maxClockAhead, idleness, RegistrySettings.NONE);
  }

  /**
   * The strategy of the segments' source.
   *
   * @param outOfOrderness as above
   * @param maxClockAhead as above
   * @param idleness as above
   * @param registry where schemas are that records name by an id
   */
  public static WatermarkStrategy<SourceRecord> of(
      Duration outOfOrderness,
      Duration maxClockAhead,
      Duration idleness,
      RegistrySettings registry) {
    return new SegmentWatermarks(outOfOrderness, maxClockAhead, idleness, registry);
  }

  @Override
  public TimestampAssigner<SourceRecord> createTimestampAssigner(
      TimestampAssignerSupplier.Context context) {
    return new SegmentTimestamps(maxClockAhead, registry);
  }

  @Override
  public WatermarkGenerator<SourceRecord> createWatermarkGenerator(
      WatermarkGeneratorSupplier.Context context) {
    return new Generator(
        new WatermarksWithIdleness<>(
            new BoundedOutOfOrdernessWatermarks<>(outOfOrderness),
            idleness,
            context.getInputActivityClock()),
        maxClockAhead.toMillis());
  }

  private static final class Generator implements WatermarkGenerator<SourceRecord> {
    private final WatermarkGenerator<SourceRecord> segments;
    private final long maxAheadMillis;

    Generator(WatermarkGenerator<SourceRecord> segments, long maxAheadMillis) {
      this.segments = segments;
      this.maxAheadMillis = maxAheadMillis;
    }

    @Override
    public void onEvent(SourceRecord event, long eventTimestamp, WatermarkOutput output) {
      if (eventTimestamp != SegmentTimestamps.NONE
          && eventTimestamp <= System.currentTimeMillis() + maxAheadMillis) {
        segments.onEvent(event, eventTimestamp, output);
      }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      segments.onPeriodicEmit(output);
    }
  }
}
