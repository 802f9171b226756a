// SPDX-License-Identifier: Apache-2.0
package io.monolead.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PublishedSchemasTest {
  private static final int DRAWS = 50;

  private final SchemaCatalogue catalogue = SchemaCatalogue.load();

  static Stream<Class<? extends SpecificRecord>> types() {
    return Records.TYPES.stream();
  }

  static Stream<Arguments> everyPublishedVersion() {
    SchemaCatalogue catalogue = SchemaCatalogue.load();
    return Records.TYPES.stream()
        .flatMap(
            type ->
                catalogue.versions(type.getSimpleName()).stream()
                    .map(version -> Arguments.of(type, version)));
  }

  @Test
  void catalogueKnowsEveryRecordThatIsGenerated() {
    assertThat(SchemaCatalogue.records())
        .containsExactlyElementsOf(Records.TYPES.stream().map(Class::getSimpleName).toList());
  }

  @ParameterizedTest
  @MethodSource("types")
  void currentSchemaIsTheNewestPublishedVersion(Class<? extends SpecificRecord> type)
      throws IOException {
    String name = type.getSimpleName();
    Schema current = withoutJavaTypes(Records.schemaOf(type));
    List<PublishedSchema> versions = catalogue.versions(name);
    if (versions.isEmpty() || !versions.get(versions.size() - 1).schema().equals(current)) {
      String version = name + "/" + (versions.size() + 1) + ".avsc";
      Path candidate = Path.of("target", "published", version);
      Files.createDirectories(candidate.getParent());
      Files.writeString(candidate, current.toString(true) + "\n");
      fail(
          "%s.avsc differs from its newest published version (%d). Published versions never change:"
              + " if the new schema is meant, publish it with%n  cp schemas/%s"
              + " schemas/src/main/resources/io/monolead/schemas/published/%s",
          name, versions.size(), candidate, version);
    }
  }

  @ParameterizedTest
  @MethodSource("everyPublishedVersion")
  void currentSchemaReadsAndIsReadByEveryPublishedVersion(
      Class<? extends SpecificRecord> type, PublishedSchema published) {
    Schema current = Records.schemaOf(type);
    assertThat(compatibility(current, published.schema()))
        .as("this release reads what %s wrote", published)
        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    assertThat(compatibility(published.schema(), current))
        .as("%s reads what this release writes", published)
        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
  }

  @ParameterizedTest
  @MethodSource("everyPublishedVersion")
  void bytesOfEveryPublishedVersionAreDecoded(
      Class<? extends SpecificRecord> type, PublishedSchema published) throws Exception {
    for (long seed = 0; seed < DRAWS; seed++) {
      Object old = Records.arbitrary(new GenericData(), published.schema(), seed);
      SpecificRecord read = WireFormat.of(type, catalogue).decode(message(published, old));
      for (Schema.Field field : published.schema().getFields()) {
        Schema.Field now = read.getSchema().getField(field.name());
        if (now != null && field.schema().getType() != Schema.Type.ARRAY) {
          assertThat(String.valueOf(read.get(now.pos())))
              .isEqualTo(String.valueOf(((GenericData.Record) old).get(field.pos())));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("everyPublishedVersion")
  void everyPublishedVersionDecodesWhatThisReleaseWrites(
      Class<? extends SpecificRecord> type, PublishedSchema published) throws Exception {
    for (long seed = 0; seed < DRAWS; seed++) {
      byte[] bytes = encode(type, seed);
      GenericDatumReader<GenericData.Record> oldReader =
          new GenericDatumReader<>(Records.schemaOf(type), published.schema());
      GenericData.Record read =
          oldReader.read(
              null, DecoderFactory.get().binaryDecoder(bytes, 10, bytes.length - 10, null));
      assertThat(GenericData.get().validate(published.schema(), read)).isTrue();
    }
  }

  @Test
  void readsAnOlderSegmentWithDefaultsAndANewerOneWithoutItsNewFields() throws Exception {
    Schema current = withoutJavaTypes(Records.schemaOf(EcgSegment.class));
    String json = current.toString();
    Schema older =
        new Schema.Parser().parse(json.replaceAll(",\\{\"name\":\"leadOff\"[^}]*\\}", ""));
    Schema newer =
        new Schema.Parser()
            .parse(
                json.replaceFirst(
                    "\"fields\":\\[",
                    "\"fields\":[{\"name\":\"marks\",\"type\":{\"type\":\"array\",\"items\":\"string\"},\"default\":[]},"));
    assertThat(older.getFields()).hasSize(current.getFields().size() - 1);
    PublishedSchema first = PublishedSchema.of("EcgSegment", 1, older);
    PublishedSchema third = PublishedSchema.of("EcgSegment", 3, newer);
    SchemaCatalogue three =
        new SchemaCatalogue(List.of(first, PublishedSchema.of("EcgSegment", 2, current), third));
    WireFormat<EcgSegment> format = WireFormat.of(EcgSegment.class, three);

    for (long seed = 0; seed < DRAWS; seed++) {
      GenericData.Record old =
          (GenericData.Record) Records.arbitrary(new GenericData(), older, seed);
      EcgSegment fromOld = format.decode(message(first, old));
      assertThat(fromOld.getLeadOff()).isFalse();
      assertThat(fromOld.getSamples()).isEqualTo(old.get("samples"));

      GenericData.Record young =
          (GenericData.Record) Records.arbitrary(new GenericData(), newer, seed);
      EcgSegment fromYoung = format.decode(message(third, young));
      assertThat(fromYoung.getSequenceNumber()).isEqualTo(young.get("sequenceNumber"));
      assertThat(fromYoung.getSamples()).isEqualTo(young.get("samples"));
    }
  }

  @Test
  void refusesACatalogueWithAHole() {
    Schema schema = Records.schemaOf(EcgScore.class);
    assertThatThrownBy(
            () -> new SchemaCatalogue(List.of(PublishedSchema.of("EcgScore", 2, schema))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("EcgScore version 2 does not follow version 0");
  }

  private static <T extends SpecificRecord> byte[] encode(Class<T> type, long seed) {
    return WireFormat.of(type).encode(Records.arbitrary(type, seed));
  }

  private static SchemaCompatibilityType compatibility(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType();
  }

  private static byte[] message(PublishedSchema schema, Object record) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(
        ByteBuffer.allocate(10)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) 0xC3)
            .put((byte) 1)
            .putLong(schema.fingerprint())
            .array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<Object>(schema.schema()).write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  /** The schema as it stands in the .avsc, without the marks of the code generator. */
  private static Schema withoutJavaTypes(Schema schema) {
    return new Schema.Parser()
        .parse(
            schema
                .toString()
                .replace("{\"type\":\"string\",\"avro.java.string\":\"String\"}", "\"string\""));
  }
}
