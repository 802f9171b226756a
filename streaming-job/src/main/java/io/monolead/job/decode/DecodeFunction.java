// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.decode;

import io.monolead.connectors.kafka.SourceRecord;
import io.monolead.schemas.DeadLetterReason;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Records of the segments topic to checked segments; what cannot be used goes to {@link
 * DeadLetters#TAG}. Stateless, never throws on data.
 */
public final class DecodeFunction extends ProcessFunction<SourceRecord, IncomingSegment> {
  private static final long serialVersionUID = 1L;

  private final Duration maxClockAhead;
  private transient SegmentDecoder decoder;
  private transient Counter segments;
  private transient Map<DeadLetterReason, Counter> rejected;

  /**
   * @param maxClockAhead see {@link SegmentDecoder}
   */
  public DecodeFunction(Duration maxClockAhead) {
    this.maxClockAhead = maxClockAhead;
  }

  @Override
  public void open(OpenContext context) {
    decoder = new SegmentDecoder(maxClockAhead);
    segments = getRuntimeContext().getMetricGroup().counter("segments");
    rejected = new EnumMap<>(DeadLetterReason.class);
  }

  @Override
  public void processElement(SourceRecord source, Context context, Collector<IncomingSegment> out) {
    try {
      Segment segment = decoder.decode(source.value(), source.timestampMillis());
      segments.inc();
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
      rejected
          .computeIfAbsent(
              e.reason(),
              reason ->
                  getRuntimeContext()
                      .getMetricGroup()
                      .addGroup("reason", reason.name())
                      .counter("deadLetters"))
          .inc();
      context.output(DeadLetters.TAG, DeadLetters.of(source, e.reason(), e.getMessage()));
    }
  }
}
