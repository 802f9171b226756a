// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.delivery;

import io.monolead.routing.transition.Transition;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A record on its way to a target.
 *
 * @param source the record itself
 * @param transition what it tells; empty if its bytes tell nothing
 * @param problem why they do not; empty if they do
 */
public record Parcel(
    ConsumerRecord<byte[], byte[]> source, Optional<Transition> transition, String problem) {
  /** The partition it came from. */
  public TopicPartition partition() {
    return new TopicPartition(source.topic(), source.partition());
  }

  /** Where it lies, for people: names no device. */
  public String origin() {
    return source.topic() + "-" + source.partition() + "@" + source.offset();
  }
}
