// SPDX-License-Identifier: Apache-2.0
package io.monolead.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import io.monolead.connectors.registry.RegistryClient;
import io.monolead.connectors.registry.RegistrySettings;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.LabelProbability;
import io.monolead.schemas.QualityIssue;
import io.monolead.schemas.RecordEncoder;
import io.monolead.schemas.RegistryException;
import io.monolead.schemas.SchemaCatalogue;
import io.monolead.schemas.SegmentReader;
import io.monolead.schemas.TopicFormat;
import io.monolead.schemas.WireFormat;
import io.monolead.schemas.WireFormatException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Our framing and our client against a registry that is not ours: Apicurio's program, running, and
 * Apicurio's serializers on the other side of the topic.
 */
class ApicurioITCase {
  private static ApicurioProcess registry;

  @BeforeAll
  static void start() throws Exception {
    registry =
        ApicurioProcess.start(
            Path.of(System.getProperty("monolead.apicurio.folder")),
            Path.of("target", "apicurio.log"));
  }

  @AfterAll
  static void stop() throws Exception {
    if (registry != null) {
      registry.close();
    }
  }

  private static RegistrySettings settings(boolean autoRegister) {
    return new RegistrySettings(registry.confluentUrl(), autoRegister, "", Duration.ofSeconds(10));
  }

  private static EcgSegment segment() {
    return EcgSegment.newBuilder()
        .setDeviceId("d1")
        .setLead("I")
        .setSequenceNumber(3)
        .setStartTimeMicros(1_700_000_000_000_000L)
        .setSamplingRateHz(250)
        .setResolutionNanovolts(1000)
        .setSamples(ByteBuffer.wrap(new byte[] {1, 2, 0, -128}))
        .setLeadOff(true)
        .build();
  }

  private static EcgScore score() {
    return EcgScore.newBuilder()
        .setDeviceId("d1")
        .setLead("I")
        .setWindowStartMicros(0)
        .setWindowEndMicros(10_000_000)
        .setModelId("m")
        .setModelVersion("1")
        .setProbabilities(
            List.of(new LabelProbability("AFIB", 0.25f), new LabelProbability("NORM", 0.5f)))
        .setSignalQuality(1)
        .setQualityIssues(List.of(QualityIssue.FLAT_LINE))
        .build();
  }

  private static Schema published(String record) {
    var versions = SchemaCatalogue.load().versions(record);
    return versions.get(versions.size() - 1).schema();
  }

  private static Map<String, Object> serde() {
    return Map.of(
        "apicurio.registry.url", registry.ownUrl(), "apicurio.registry.auto-register", "true");
  }

  @Test
  void theRegistryIsFoundAtItsAddressAndNotElsewhere() {
    RegistryClient.verify(settings(true), Duration.ofSeconds(10));
    RegistrySettings elsewhere =
        RegistrySettings.at(registry.confluentUrl().replace("/apis/ccompat/v7", "/apis"));
    assertThatThrownBy(() -> RegistryClient.verify(elsewhere, Duration.ofSeconds(2)))
        .isInstanceOf(RegistryException.class);
  }

  @Test
  void everyRecordIsRegisteredAndReadBack() throws Exception {
    byte[] bytes =
        new RecordEncoder<>(EcgScore.class, TopicFormat.REGISTRY, settings(true).open())
            .encode("interop.scores", score());
    assertThat(bytes[0]).isZero();
    assertThat(WireFormat.of(EcgScore.class, settings(false).open()).decode(bytes))
        .isEqualTo(score());
    byte[] again =
        new RecordEncoder<>(EcgScore.class, TopicFormat.REGISTRY, settings(false).open())
            .encode("interop.scores", score());
    assertThat(again).isEqualTo(bytes);
    for (String record : SchemaCatalogue.records()) {
      assertThat(settings(true).open().id("every." + record + "-value", published(record)))
          .isPositive();
    }
  }

  @Test
  void apicuriosDeserializerReadsWhatWeWrite() {
    byte[] bytes =
        new RecordEncoder<>(EcgScore.class, TopicFormat.REGISTRY, settings(true).open())
            .encode("theirs.scores", score());
    try (AvroKafkaDeserializer<GenericRecord> theirs = new AvroKafkaDeserializer<>()) {
      theirs.configure(serde(), false);
      GenericRecord read = theirs.deserialize("theirs.scores", bytes);
      assertThat(read.get("deviceId").toString()).isEqualTo("d1");
      assertThat(read.get("windowEndMicros")).isEqualTo(10_000_000L);
      GenericRecord second = (GenericRecord) ((List<?>) read.get("probabilities")).get(1);
      assertThat(second.get("label").toString()).isEqualTo("NORM");
      assertThat(second.get("probability")).isEqualTo(0.5f);
      assertThat(((List<?>) read.get("qualityIssues")).get(0).toString()).isEqualTo("FLAT_LINE");
    }
  }

  @Test
  void weReadWhatApicuriosSerializerWrites() throws Exception {
    EcgSegment segment = segment();
    GenericRecord record =
        new GenericRecordBuilder(published("EcgSegment"))
            .set("deviceId", segment.getDeviceId())
            .set("lead", segment.getLead())
            .set("sequenceNumber", segment.getSequenceNumber())
            .set("startTimeMicros", segment.getStartTimeMicros())
            .set("samplingRateHz", segment.getSamplingRateHz())
            .set("resolutionNanovolts", segment.getResolutionNanovolts())
            .set("samples", segment.getSamples())
            .set("leadOff", segment.getLeadOff())
            .build();
    try (AvroKafkaSerializer<GenericRecord> theirs = new AvroKafkaSerializer<>()) {
      theirs.configure(serde(), false);
      byte[] bytes = theirs.serialize("theirs.segments", record);
      assertThat(bytes[0]).isZero();
      assertThat(new SegmentReader(settings(false).open()).decode(bytes)).isEqualTo(segment);
    }
  }

  @Test
  void anIdThatItDoesNotKnowIsTheMessagesFault() {
    byte[] bytes = {0, 0x7F, 0, 0, 0, 1, 2};
    assertThatThrownBy(() -> WireFormat.of(EcgScore.class, settings(false).open()).decode(bytes))
        .isInstanceOfSatisfying(
            WireFormatException.class,
            refusal ->
                assertThat(refusal.reason()).isEqualTo(WireFormatException.Reason.UNKNOWN_SCHEMA));
  }

  @Test
  void withoutAutoRegistrationAMissingSubjectIsSaid() {
    assertThatThrownBy(() -> settings(false).open().id("nobody-value", published("EcgScore")))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("does not have this release's schema of EcgScore");
  }

  @Test
  void aSubjectThatHoldsSomethingElseRefusesOurSchemaWhereItsOwnerAsksForCompatibility()
      throws Exception {
    String subject = "taken-value";
    settings(true)
        .open()
        .id(
            subject,
            new Schema.Parser()
                .parse(
                    "{\"type\":\"record\",\"name\":\"EcgScore\",\"namespace\":"
                        + "\"io.monolead.schemas\",\"fields\":[{\"name\":\"deviceId\","
                        + "\"type\":\"long\"}]}"));
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(registry.confluentUrl() + "/config/" + subject))
                    .header("Content-Type", "application/json")
                    .PUT(BodyPublishers.ofString("{\"compatibility\":\"BACKWARD\"}"))
                    .build(),
                BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThatThrownBy(() -> settings(true).open().id(subject, published("EcgScore")))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("does not take the schema of EcgScore")
        .hasMessageContaining("409");
  }
}
