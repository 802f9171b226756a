// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.decode;

import io.monolead.connectors.kafka.SourceRecord;
import io.monolead.job.metrics.JobMetric;
import io.monolead.job.metrics.LabelledCounters;
import io.monolead.job.metrics.OperatorMetrics;
import io.monolead.job.serialize.MessageTypeInformation;
import io.monolead.schemas.DeadLetter;
import io.monolead.schemas.DeadLetterReason;
import io.monolead.schemas.WireFormatException;
import java.nio.ByteBuffer;
import java.util.Set;
import org.apache.flink.util.OutputTag;

/** Dead letters: a record the job could not use, whole, with where it came from and why. */
public final class DeadLetters {
  /** The side output that carries them, from every operator that rejects records. */
  public static final OutputTag<DeadLetter> TAG =
      new OutputTag<>("dead-letters", MessageTypeInformation.forMessage(DeadLetter.class));

  private DeadLetters() {}

  /**
   * Counts dead letters by reason.
   *
   * @param metrics of the operator that rejects
   * @param fromTheStart reasons that are counted from 0 on: of a counter that appears with its
   *     first dead letter no monitor sees an increase
   */
  public static LabelledCounters counters(
      OperatorMetrics metrics, Set<DeadLetterReason> fromTheStart) {
    LabelledCounters counters = metrics.counters(JobMetric.DEAD_LETTERS);
    fromTheStart.forEach(reason -> counters.of(reason.name()));
    return counters;
  }

  /** Why a record that is no message is rejected. */
  public static DeadLetterReason reason(WireFormatException refusal) {
    return switch (refusal.reason()) {
      case UNKNOWN_SCHEMA, INCOMPATIBLE_SCHEMA -> DeadLetterReason.UNKNOWN_SCHEMA;
      default -> DeadLetterReason.UNDECODABLE;
    };
  }

  /** The dead letter of a record that the decoder rejected. */
  public static DeadLetter of(SourceRecord origin, DeadLetterReason reason, String detail) {
    return new DeadLetter(
        origin.topic(),
        origin.partition(),
        origin.offset(),
        origin.timestampMillis(),
        reason,
        detail,
        wrap(origin.key()),
        wrap(origin.value()));
  }

  /** The dead letter of a segment that the assembler rejected. */
  public static DeadLetter of(IncomingSegment origin, DeadLetterReason reason, String detail) {
    return new DeadLetter(
        origin.topic(),
        origin.partition(),
        origin.offset(),
        origin.timestampMillis(),
        reason,
        detail,
        wrap(origin.key()),
        wrap(origin.value()));
  }

  private static ByteBuffer wrap(byte[] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }
}
