// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.decode;

import io.monolead.connectors.kafka.SourceRecord;
import io.monolead.connectors.registry.RegistrySettings;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.TimestampAssigner;

/**
 * Event time of a record, in milliseconds: the start of its segment, but no later than Kafka's own
 * timestamp of the record.
 *
 * <p>A device cannot have measured what it had not sent yet. Were its word taken, one clock that is
 * minutes ahead would move event time for everybody, and every other device would look silent.
 *
 * <p>The source needs it before the decoder runs, because only there a watermark follows each
 * partition by itself; a partition read faster than another would otherwise push event time past
 * the slower one's devices. A record that is no usable segment is {@link #NONE} and moves no
 * watermark. Belongs to one thread.
 */
public final class SegmentTimestamps implements TimestampAssigner<SourceRecord> {
  /** Event time of a record that is no usable segment. */
  static final long NONE = Long.MIN_VALUE;

  private final SegmentDecoder decoder;

  /**
   * @param maxClockAhead see {@link SegmentDecoder}
   */
  public SegmentTimestamps(Duration maxClockAhead) {
    this(maxClockAhead, RegistrySettings.NONE);
  }

  /**
   * @param maxClockAhead see {@link SegmentDecoder}
   * @param registry where schemas are that records name by an id
   */
  public SegmentTimestamps(Duration maxClockAhead, RegistrySettings registry) {
    decoder = new SegmentDecoder(maxClockAhead, registry.open());
  }

  @Override
  public long extractTimestamp(SourceRecord source, long recordTimestamp) {
    try {
      long startMillis =
          decoder.decode(source.value(), source.timestampMillis()).startMicros() / 1000;
      long takenMillis = source.timestampMillis();
      // Records of a topic without timestamps have -1.
      return takenMillis < 0 ? startMillis : Math.min(startMillis, takenMillis);
    } catch (RejectedSegmentException e) {
      return NONE;
    }
  }
}
