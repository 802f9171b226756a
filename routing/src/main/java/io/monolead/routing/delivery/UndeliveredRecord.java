// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.monolead.routing.transition.TransitionJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A record that a target would not take, as JSON: target, reason, where it lies, the transition it
 * tells if it tells one, and its bytes, so that nothing is lost.
 */
public final class UndeliveredRecord {
  private static final JsonMapper JSON = new JsonMapper();

  private UndeliveredRecord() {}

  /**
   * The record for the topic of what could not be delivered, under the original key.
   *
   * @param topic that topic
   * @param target the target's name
   * @param reason why it was not delivered, for people
   */
  public static ProducerRecord<byte[], byte[]> of(
      String topic, String target, Parcel parcel, String reason) {
    ObjectNode object = JSON.createObjectNode();
    object.put("target", target);
    object.put("reason", reason);
    object.put("topic", parcel.source().topic());
    object.put("partition", parcel.source().partition());
    object.put("offset", parcel.source().offset());
    object.put("timestampMillis", parcel.source().timestamp());
    if (parcel.transition().isPresent()) {
      object.set("transition", TransitionJson.of(parcel.transition().get()));
    } else {
      object.putNull("transition");
    }
    byte[] value = parcel.source().value();
    object.put("value", value == null ? null : Base64.getEncoder().encodeToString(value));
    try {
      return new ProducerRecord<>(
          topic,
          null,
          parcel.source().timestamp() < 0 ? null : parcel.source().timestamp(),
          parcel.source().key(),
          JSON.writeValueAsString(object).getBytes(StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of plain values is always JSON", e);
    }
  }
}
