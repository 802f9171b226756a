// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.serialize;

import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * Flink's view of a message of {@code io.monolead.schemas}: between operators it is written in the
 * same encoding as on its topic.
 *
 * @param <T> the generated class of the message
 */
public final class MessageTypeInformation<T extends SpecificRecord> extends TypeInformation<T> {
  private static final long serialVersionUID = 1L;

  private final Class<T> type;

  private MessageTypeInformation(Class<T> type) {
    this.type = type;
  }

  /** The type information of a message. */
  public static <T extends SpecificRecord> MessageTypeInformation<T> forMessage(Class<T> type) {
    return new MessageTypeInformation<>(type);
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return new MessageSerializer<>(type);
  }

  @Override
  public Class<T> getTypeClass() {
    return type;
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof MessageTypeInformation;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MessageTypeInformation<?> that && type.equals(that.type);
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public String toString() {
    return "Message<" + type.getSimpleName() + ">";
  }
}
