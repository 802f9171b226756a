// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import java.util.Arrays;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInfo;

/**
 * A record as Kafka holds it, not yet looked into.
 *
 * @param topic name of the topic
 * @param partition number of the partition
 * @param offset position in the partition
 * @param timestampMillis Kafka's timestamp, milliseconds since 1970-01-01T00:00:00Z
 * @param key the key, or null; not to be written to
 * @param value the value, or null; not to be written to
 */
@TypeInfo(SourceRecordTypeInfoFactory.class)
public record SourceRecord(
    String topic, int partition, long offset, long timestampMillis, byte[] key, byte[] value) {

  /** Where the record lies, {@code topic-partition@offset}. */
  public String origin() {
    return topic + "-" + partition + "@" + offset;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SourceRecord that
        && partition == that.partition
        && offset == that.offset
        && timestampMillis == that.timestampMillis
        && topic.equals(that.topic)
        && Arrays.equals(key, that.key)
        && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(topic, partition, offset);
  }

  @Override
  public String toString() {
    return origin() + (value == null ? " without value" : " of " + value.length + " bytes");
  }
}
