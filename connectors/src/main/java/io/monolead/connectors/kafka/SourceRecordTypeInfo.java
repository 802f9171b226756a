// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Tells Flink to write source records with their own serializer. */
public final class SourceRecordTypeInfo extends TypeInformation<SourceRecord> {
  /** The one type information of source records. */
  public static final SourceRecordTypeInfo INSTANCE = new SourceRecordTypeInfo();

  private static final long serialVersionUID = 1L;

  private SourceRecordTypeInfo() {}

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
  public Class<SourceRecord> getTypeClass() {
    return SourceRecord.class;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<SourceRecord> createSerializer(SerializerConfig config) {
    return SourceRecordSerializer.INSTANCE;
  }

  @Override
  public String toString() {
    return "SourceRecord";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SourceRecordTypeInfo;
  }

  @Override
  public int hashCode() {
    return SourceRecordTypeInfo.class.hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof SourceRecordTypeInfo;
  }
}
