// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.decode;

import java.util.Objects;

/**
 * A segment that passed every check, on its way to its device's assembler.
 *
 * <p>It carries the record's own bytes rather than the decoded samples: the assembler may still
 * find that the segment comes too late or at an impossible time, and the dead letter must then hold
 * exactly what the device sent. Decoding it a second time costs microseconds.
 *
 * @param topic where it came from
 * @param partition where it came from
 * @param offset where it came from
 * @param timestampMillis Kafka's timestamp of the record
 * @param key bytes of the record's key, may be null; never written to
 * @param value bytes of the record's value; never written to
 * @param deviceId name of the device
 * @param lead name of the lead in canonical spelling
 */
public record IncomingSegment(
    String topic,
    int partition,
    long offset,
    long timestampMillis,
    byte[] key,
    byte[] value,
    String deviceId,
    String lead) {

  public IncomingSegment {
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(deviceId, "deviceId");
    Objects.requireNonNull(lead, "lead");
  }

  /** The origin for messages: {@code topic-partition@offset}. */
  public String origin() {
    return topic + "-" + partition + "@" + offset;
  }
}
