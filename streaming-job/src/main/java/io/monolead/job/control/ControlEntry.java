// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.control;

import java.util.Objects;
import java.util.Optional;

/**
 * A record of a control topic.
 *
 * @param topic where it lies
 * @param partition where it lies
 * @param offset where it lies
 * @param timestampMillis Kafka's timestamp of the record
 * @param record the command or policy; empty if the bytes are none
 * @param undecodable why the bytes are none; empty if they are one
 * @param <T> the generated class of the records
 */
public record ControlEntry<T>(
    String topic,
    int partition,
    long offset,
    long timestampMillis,
    Optional<T> record,
    String undecodable) {

  public ControlEntry {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(record, "record");
  }

  /** The origin for messages: {@code topic-partition@offset}. */
  public String origin() {
    return topic + "-" + partition + "@" + offset;
  }
}
