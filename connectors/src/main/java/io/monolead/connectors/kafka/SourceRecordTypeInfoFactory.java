// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Lets Flink find {@link SourceRecordTypeInfo} wherever it meets a source record. */
public final class SourceRecordTypeInfoFactory extends TypeInfoFactory<SourceRecord> {
  @Override
  public TypeInformation<SourceRecord> createTypeInfo(
      Type type, Map<String, TypeInformation<?>> genericParameters) {
    return SourceRecordTypeInfo.INSTANCE;
  }
}
