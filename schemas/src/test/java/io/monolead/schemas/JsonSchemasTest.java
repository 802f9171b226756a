// SPDX-License-Identifier: Apache-2.0
package io.monolead.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonSchemasTest {
  private static final int DRAWS = 50;
  private static final Path FILES =
      Path.of("src", "main", "resources", "io", "monolead", "schemas", "json");
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  static Stream<Class<? extends SpecificRecord>> types() {
    return Records.TYPES.stream();
  }

  private static JsonSchema validator(JsonNode schema) {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schema);
  }

  /** As committed: what another hand's validator makes of the file is what a user gets of it. */
  private static JsonNode committed(String record) throws IOException {
    return JSON.readTree(FILES.resolve(record + ".json").toFile());
  }

  @ParameterizedTest
  @MethodSource("types")
  void theFileIsWhatTheSchemaSays(Class<? extends SpecificRecord> type) throws IOException {
    String name = type.getSimpleName();
    String fresh = JSON.writeValueAsString(JsonSchemas.of(name)) + "\n";
    Path file = FILES.resolve(name + ".json");
    if (!Files.exists(file) || !Files.readString(file).equals(fresh)) {
      Path candidate = Path.of("target", "json", name + ".json");
      Files.createDirectories(candidate.getParent());
      Files.writeString(candidate, fresh);
      fail(
          "%s is not what the Avro schema says; write it anew with%n  cp schemas/%s schemas/%s",
          file, candidate, file);
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyRecordThatWeWriteIsValid(Class<? extends SpecificRecord> type) throws IOException {
    JsonSchema schema = validator(committed(type.getSimpleName()));
    for (long seed = 0; seed < DRAWS; seed++) {
      assertThat(schema.validate(JSON.readTree(json(type, seed)))).isEmpty();
    }
  }

  private static <T extends SpecificRecord> byte[] json(Class<T> type, long seed) {
    return new JsonFormat<>(type).encode(Records.arbitrary(type, seed));
  }

  @ParameterizedTest
  @MethodSource("types")
  void whatLacksARequiredFieldOrHoldsAnotherTypeIsInvalid(Class<? extends SpecificRecord> type)
      throws IOException {
    JsonSchema schema = validator(committed(type.getSimpleName()));
    ObjectNode whole = (ObjectNode) JSON.readTree(json(type, 3));
    for (JsonNode required : committed(type.getSimpleName()).get("required")) {
      ObjectNode lacking = whole.deepCopy();
      lacking.remove(required.asText());
      assertThat(schema.validate(lacking)).as("without %s", required).isNotEmpty();
    }
    whole
        .fieldNames()
        .forEachRemaining(
            name -> {
              ObjectNode wrong = whole.deepCopy();
              wrong.putObject(name);
              assertThat(schema.validate(wrong)).as("an object at %s", name).isNotEmpty();
            });
  }

  @Test
  void defaultsAreThoseOfTheAvroSchema() throws IOException {
    JsonNode policy = committed("AlertPolicy").get("properties");
    assertThat(policy.get("clearRatio").get("default").asText()).isEqualTo("0.8");
    assertThat(policy.get("devices").get("default").asText()).isEqualTo("*");
    assertThat(policy.get("threshold").get("default").isNull()).isTrue();
    assertThat(policy.get("updateEveryMicros").get("default").asLong()).isEqualTo(60_000_000);
  }
}
