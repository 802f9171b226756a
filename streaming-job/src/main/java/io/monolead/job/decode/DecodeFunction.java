// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.decode;

import io.monolead.connectors.kafka.SourceRecord;
import io.monolead.connectors.registry.RegistrySettings;
import io.monolead.job.metrics.JobMetric;
import io.monolead.job.metrics.LabelledCounters;
import io.monolead.job.metrics.OperatorMetrics;
import io.monolead.schemas.DeadLetterReason;
import java.time.Duration;
import java.util.EnumSet;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Records of the segments topic to checked segments; what cannot be used goes to {@link
 * DeadLetters#TAG}. Stateless, never throws on data; where a registry of schemas stays silent it
 * fails, so that the records are read again and none is given up.
 */
public final class DecodeFunction extends ProcessFunction<SourceRecord, IncomingSegment> {
  private static final long serialVersionUID = 1L;

  private final Duration maxClockAhead;
  private final RegistrySettings registry;
  private transient SegmentDecoder decoder;
  private transient Counter segments;
  private transient LabelledCounters deadLetters;

  /** The latest event time of this subtask; read by the threads of reporters. */
  private transient volatile long latestMicros;

  /**
   * @param maxClockAhead see {@link SegmentDecoder}
   */
  public DecodeFunction(Duration maxClockAhead) {
    this(maxClockAhead, RegistrySettings.NONE);
  }

  /**
   * @param maxClockAhead see {@link SegmentDecoder}
   * @param registry where schemas are that records name by an id
   */
  public DecodeFunction(Duration maxClockAhead, RegistrySettings registry) {
    this.maxClockAhead = maxClockAhead;
    this.registry = registry;
  }

  @Override
  public void open(OpenContext context) {
    decoder = new SegmentDecoder(maxClockAhead, registry.open());
    latestMicros = Long.MIN_VALUE;
    OperatorMetrics metrics = OperatorMetrics.of(getRuntimeContext().getMetricGroup());
    segments = metrics.counter(JobMetric.SEGMENTS);
    deadLetters =
        DeadLetters.counters(
            metrics,
            EnumSet.range(DeadLetterReason.UNDECODABLE, DeadLetterReason.INVALID_SEQUENCE));
    metrics.gauge(JobMetric.EVENT_TIME_LAG, this::lagSeconds);
  }

  private double lagSeconds() {
    long latest = latestMicros;
    return latest == Long.MIN_VALUE
        ? Double.NaN
        : (System.currentTimeMillis() * 1000 - latest) / 1e6;
  }

  @Override
  public void processElement(SourceRecord source, Context context, Collector<IncomingSegment> out) {
    try {
      Segment segment = decoder.decode(source.value(), source.timestampMillis());
      segments.inc();
      moveTime(segment.endMicros(), source.timestampMillis());
      out.collect(
          new IncomingSegment(
              source.topic(),
              source.partition(),
              source.offset(),
              source.timestampMillis(),
              source.key(),
              source.value(),
              segment.deviceId(),
              segment.lead()));
    } catch (RejectedSegmentException e) {
      deadLetters.of(e.reason().name()).inc();
      context.output(DeadLetters.TAG, DeadLetters.of(source, e.reason(), e.getMessage()));
    }
  }

  /** A clock that is ahead must not hide that everybody else's records are late. */
  private void moveTime(long endMicros, long takenMillis) {
    long measuredMicros = takenMillis < 0 ? endMicros : Math.min(endMicros, takenMillis * 1000);
    if (measuredMicros > latestMicros) {
      latestMicros = measuredMicros;
    }
  }
}
