// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.serialize;

import java.io.IOException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.util.InstantiationUtil;

/**
 * What a savepoint remembers of a {@link MessageSerializer}: the message's class. Versions need no
 * memory, every message names its own.
 *
 * @param <T> the generated class of the message
 */
public final class MessageSerializerSnapshot<T extends SpecificRecord>
    implements TypeSerializerSnapshot<T> {
  private static final int VERSION = 1;

  private Class<T> type;

  /** For Flink, which then calls {@link #readSnapshot}. */
  public MessageSerializerSnapshot() {}

  MessageSerializerSnapshot(Class<T> type) {
    this.type = type;
  }

  @Override
  public int getCurrentVersion() {
    return VERSION;
  }

  @Override
  public void writeSnapshot(DataOutputView target) throws IOException {
    target.writeUTF(type.getName());
  }

  @Override
  public void readSnapshot(int readVersion, DataInputView source, ClassLoader classLoader)
      throws IOException {
    type = InstantiationUtil.resolveClassByName(source, classLoader);
  }

  @Override
  public TypeSerializer<T> restoreSerializer() {
    return new MessageSerializer<>(type);
  }

  @Override
  public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
      TypeSerializerSnapshot<T> old) {
    return old instanceof MessageSerializerSnapshot<T> that && that.type.equals(type)
        ? TypeSerializerSchemaCompatibility.compatibleAsIs()
        : TypeSerializerSchemaCompatibility.incompatible();
  }
}
