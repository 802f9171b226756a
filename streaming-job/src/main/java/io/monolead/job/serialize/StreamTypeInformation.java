// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.serialize;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * Flink's view of a record that travels between two tasks with a serializer written for it. State
 * keeps the serializers that Flink derives from the classes: they let later releases add fields,
 * while a stream connects two tasks of one release, unless a job is restored from an unaligned
 * checkpoint, which holds records on their way.
 *
 * @param <T> class of the record
 */
public final class StreamTypeInformation<T> extends TypeInformation<T> {
  private static final long serialVersionUID = 1L;

  private final Class<T> type;
  private final TypeSerializer<T> serializer;

  /**
   * @param type class of the record
   * @param serializer copied for each user
   */
  public StreamTypeInformation(Class<T> type, TypeSerializer<T> serializer) {
    this.type = type;
    this.serializer = serializer;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return serializer.duplicate();
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
    return other instanceof StreamTypeInformation;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StreamTypeInformation<?> that
        && type.equals(that.type)
        && serializer.equals(that.serializer);
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public String toString() {
    return "Stream<" + type.getSimpleName() + ">";
  }
}
