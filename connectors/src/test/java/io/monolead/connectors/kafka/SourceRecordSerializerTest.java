// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.WithNull;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

class SourceRecordSerializerTest {
  @Property(tries = 200)
  void everyRecordSurvivesTheRoundTrip(
      @ForAll int partition,
      @ForAll long offset,
      @ForAll long timestamp,
      @ForAll @WithNull byte[] key,
      @ForAll @WithNull byte[] value)
      throws Exception {
    SourceRecord record =
        new SourceRecord("ecg.segments", partition, offset, timestamp, key, value);
    TypeSerializer<SourceRecord> serializer =
        TypeInformation.of(SourceRecord.class).createSerializer(new SerializerConfigImpl());
    assertThat(serializer).isInstanceOf(SourceRecordSerializer.class);
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(record, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    assertThat(serializer.deserialize(in)).isEqualTo(record);
    assertThat(in.available()).isZero();
  }
}
