// SPDX-License-Identifier: Apache-2.0
package io.monolead.schemas;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * Turns records of one type into the bytes of a topic, in the format that was chosen.
 *
 * <p>Equal records become equal bytes, as long as a registry keeps its ids. Belongs to one thread;
 * nothing to close.
 *
 * @param <T> the generated class of the record
 */
public final class RecordEncoder<T extends SpecificRecord> {
  private final TopicFormat format;
  private final SchemaRegistry registry;
  private final Class<T> type;
  private final WireFormat<T> avro;
  private final JsonFormat<T> json;
  private final Map<String, byte[]> framesByTopic = new HashMap<>();

  /**
   * An encoder.
   *
   * @param registry gives the ids for {@link TopicFormat#REGISTRY}; not asked otherwise
   */
  public RecordEncoder(Class<T> type, TopicFormat format, SchemaRegistry registry) {
    this.type = type;
    this.format = format;
    this.registry = registry;
    avro = WireFormat.of(type);
    json = new JsonFormat<>(type);
  }

  /**
   * Encodes one record.
   *
   * @param topic where the bytes are to go; with a registry it names the subject, {@code
   *     TOPIC-value} (Confluent's TopicNameStrategy)
   * @return a new array, the caller's own
   * @throws IllegalArgumentException if a field that must not be null is null
   * @throws RegistryException if a registry is needed and gives no id
   */
  public byte[] encode(String topic, T message) {
    return switch (format) {
      case AVRO -> avro.encode(message);
      case JSON -> json.encode(message);
      case REGISTRY -> {
        byte[] frame = framesByTopic.get(topic);
        if (frame == null) {
          frame = frame(registry.id(topic + "-value", newest()));
          framesByTopic.put(topic, frame);
        }
        yield avro.encode(frame, message);
      }
    };
  }

  /** With its documentation and defaults, as people look it up. */
  private Schema newest() {
    List<PublishedSchema> versions = SchemaCatalogue.load().versions(type.getSimpleName());
    return versions.get(versions.size() - 1).schema();
  }

  private static byte[] frame(int id) {
    return ByteBuffer.allocate(WireFormat.FRAME_BYTES).put(WireFormat.FRAMED).putInt(id).array();
  }
}
