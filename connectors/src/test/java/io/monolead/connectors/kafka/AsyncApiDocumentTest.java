// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.monolead.schemas.SchemaCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;

class AsyncApiDocumentTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path PAGE = Path.of("..", "docs", "asyncapi.json");

  private final ObjectNode document = AsyncApiDocument.of(TopicNames.DEFAULT);

  private static JsonSchema official() throws IOException {
    try (InputStream packed =
            AsyncApiDocumentTest.class.getResourceAsStream("/asyncapi/3.0.0.json.gz");
        InputStream schema = new GZIPInputStream(packed)) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schema);
    }
  }

  @Test
  void isValidByTheSchemaOfItsMakers() throws IOException {
    assertThat(official().validate(document)).isEmpty();
  }

  @Test
  void theirSchemaWouldTell() throws IOException {
    ObjectNode broken = document.deepCopy();
    ((ObjectNode) broken.at("/operations/receiveSegments")).put("action", "listen");
    assertThat(official().validate(broken)).isNotEmpty();
    ObjectNode nameless = document.deepCopy();
    ((ObjectNode) nameless.get("info")).remove("title");
    assertThat(official().validate(nameless)).isNotEmpty();
  }

  @Test
  void thePageIsWhatTheCodeSays() throws IOException {
    assertThat(Files.readString(PAGE, StandardCharsets.UTF_8))
        .as("write it anew with: ./monolead topics describe > docs/asyncapi.json")
        .isEqualTo(AsyncApiDocument.text(TopicNames.DEFAULT));
  }

  @Test
  void everyTopicThatIsCreatedIsInIt() {
    List<TopicSpec> specs =
        new ArrayList<>(TopicLayout.DEFAULT.topics(TopicNames.DEFAULT, List.of("LABEL")));
    specs.addAll(TopicLayout.DEFAULT.results(TopicNames.DEFAULT, List.of("LABEL")));
    List<String> addresses = document.get("channels").findValuesAsText("address");
    assertThat(addresses)
        .containsExactlyInAnyOrderElementsOf(
            specs.stream()
                .map(spec -> spec.name().replace("LABEL", "{label}"))
                .distinct()
                .toList());
    assertThat(document.get("operations")).hasSameSizeAs(document.get("channels"));
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<String> references = document.findValuesAsText("$ref");
    assertThat(references).isNotEmpty();
    for (String reference : references) {
      String pointer = reference.substring(1);
      assertThat(document.at(pointer).isMissingNode()).as(reference).isFalse();
    }
  }

  @Test
  void theAvroSchemasAreThoseOfTheMessages() {
    SchemaCatalogue catalogue = SchemaCatalogue.load();
    for (String record : SchemaCatalogue.records()) {
      JsonNode schema = document.at("/components/schemas/" + record + ".avro/schema");
      long fingerprint =
          SchemaNormalization.parsingFingerprint64(new Schema.Parser().parse(schema.toString()));
      assertThat(catalogue.byFingerprint(fingerprint)).as(record).isPresent();
      assertThat(document.at("/components/messages/" + record + ".avro/summary").asText())
          .contains(String.format("%016x", fingerprint));
    }
  }

  @Test
  void anotherPrefixGivesOtherAddresses() throws IOException {
    ObjectNode other = AsyncApiDocument.of(new TopicNames("ward7."));
    assertThat(other.at("/channels/alerts/address").asText()).isEqualTo("ward7.alerts.{label}");
    assertThat(official().validate(other)).isEmpty();
    assertThat(JSON.writeValueAsString(other)).doesNotContain("\"ecg.segments\"");
  }
}
