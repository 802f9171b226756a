// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.serialize;

import io.monolead.schemas.WireFormat;
import io.monolead.schemas.WireFormatException;
import java.io.IOException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes a message as its length and its wire format. The wire format names its schema version in
 * every message, so what an older release wrote stays readable.
 *
 * @param <T> the generated class of the message; never written to once made, so never copied
 */
final class MessageSerializer<T extends SpecificRecord> extends TypeSerializer<T> {
  private static final long serialVersionUID = 1L;

  private final Class<T> type;
  private transient WireFormat<T> wireFormat;

  MessageSerializer(Class<T> type) {
    this.type = type;
  }

  Class<T> type() {
    return type;
  }

  private WireFormat<T> wireFormat() {
    if (wireFormat == null) {
      wireFormat = WireFormat.of(type);
    }
    return wireFormat;
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public TypeSerializer<T> duplicate() {
    // The wire format belongs to one thread.
    return new MessageSerializer<>(type);
  }

  @Override
  public T createInstance() {
    return null;
  }

  @Override
  public T copy(T from) {
    return from;
  }

  @Override
  public T copy(T from, T reuse) {
    return from;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(T message, DataOutputView target) throws IOException {
    byte[] bytes = wireFormat().encode(message);
    target.writeInt(bytes.length);
    target.write(bytes);
  }

  @Override
  public T deserialize(DataInputView source) throws IOException {
    byte[] bytes = new byte[source.readInt()];
    source.readFully(bytes);
    try {
      return wireFormat().decode(bytes);
    } catch (WireFormatException e) {
      throw new IOException(e);
    }
  }

  @Override
  public T deserialize(T reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    int length = source.readInt();
    target.writeInt(length);
    target.write(source, length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MessageSerializer<?> that && type.equals(that.type);
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    return new MessageSerializerSnapshot<>(type);
  }
}
