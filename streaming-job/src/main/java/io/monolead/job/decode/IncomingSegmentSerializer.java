// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.decode;

import io.monolead.job.serialize.ImmutableSerializer;
import io.monolead.job.serialize.StreamTypeInformation;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/** Writes segments on their way from decode to assemble. Stateless. */
public final class IncomingSegmentSerializer extends ImmutableSerializer<IncomingSegment> {
  private static final long serialVersionUID = 1L;
  private static final int NO_KEY = -1;

  /** The type of the stream between decode and assemble; state has Flink's own. */
  public static TypeInformation<IncomingSegment> ofStream() {
    return new StreamTypeInformation<>(IncomingSegment.class, new IncomingSegmentSerializer());
  }

  @Override
  public TypeSerializer<IncomingSegment> duplicate() {
    return this;
  }

  @Override
  public void serialize(IncomingSegment segment, DataOutputView target) throws IOException {
    StringValue.writeString(segment.topic(), target);
    target.writeInt(segment.partition());
    target.writeLong(segment.offset());
    target.writeLong(segment.timestampMillis());
    byte[] key = segment.key();
    target.writeInt(key == null ? NO_KEY : key.length);
    if (key != null) {
      target.write(key);
    }
    target.writeInt(segment.value().length);
    target.write(segment.value());
    StringValue.writeString(segment.deviceId(), target);
    StringValue.writeString(segment.lead(), target);
  }

  @Override
  public IncomingSegment deserialize(DataInputView source) throws IOException {
    return new IncomingSegment(
        StringValue.readString(source),
        source.readInt(),
        source.readLong(),
        source.readLong(),
        bytes(source),
        bytes(source),
        StringValue.readString(source),
        StringValue.readString(source));
  }

  private static byte[] bytes(DataInputView source) throws IOException {
    int length = source.readInt();
    if (length == NO_KEY) {
      return null;
    }
    byte[] bytes = new byte[length];
    source.readFully(bytes);
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IncomingSegmentSerializer;
  }

  @Override
  public int hashCode() {
    return IncomingSegmentSerializer.class.hashCode();
  }

  @Override
  public TypeSerializerSnapshot<IncomingSegment> snapshotConfiguration() {
    return new Snapshot();
  }

  /** For Flink. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<IncomingSegment> {
    public Snapshot() {
      super(IncomingSegmentSerializer::new);
    }
  }
}
