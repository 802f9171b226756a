// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.monolead.connectors.kafka.TextTopic;
import io.monolead.embedded.EmbeddedKafka;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.TechnicalState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Observation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(400)
class FhirRouteITCase {
  private static final Duration PATIENCE = Duration.ofSeconds(150);
  private static final JsonMapper JSON = new JsonMapper();

  private static EmbeddedKafka kafka;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start();
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void killedProcessesLeaveEachTransitionOnceAndInOrder() throws Exception {
    Path log = folder.resolve("router.log");
    Path file =
        Files.writeString(
            folder.resolve("routes.json"),
            "{\"targets\": [{\"name\": \"ehr\", \"type\": \"fhir\", \"from\": \"earliest\","
                + " \"patientsFile\": \"patients.json\"}]}");
    Files.writeString(folder.resolve("patients.json"), "{\"device-1\": \"Patient/7\"}");
    Map<String, List<String>> expected = new HashMap<>();
    try (AlertTopics topics = new AlertTopics(kafka.bootstrapServers(), "fhir.")) {
      topics.write(topics.names().alerts("AFIB"), "device-0", new byte[] {1, 2, 3});
      int count = write(topics, expected, 0);
      for (int kill = 1; kill <= 2; kill++) {
        try (RouterProcess process = RouterProcess.start(topics, file, log)) {
          int least = Math.max(1, (kill - 1) * count);
          await(() -> bundles(topics).size() >= least || !process.alive());
          assertThat(process.alive()).as(Files.readString(log)).isTrue();
          // More than it can have written when it is killed.
          write(topics, expected, kill);
          process.kill();
        }
      }
      int all = expected.values().stream().mapToInt(List::size).sum();
      try (RouterProcess process = RouterProcess.start(topics, file, log)) {
        await(() -> bundles(topics).size() >= all || !process.alive());
        assertThat(process.alive()).as(Files.readString(log)).isTrue();
        Thread.sleep(2_000);
      }

      Map<String, List<String>> written =
          bundles(topics).stream()
              .collect(
                  Collectors.groupingBy(
                      FhirRouteITCase::device,
                      Collectors.mapping(FhirRouteITCase::idAndState, Collectors.toList())));
      assertThat(written).isEqualTo(expected);
      List<TextTopic.Entry> aside =
          TextTopic.read(topics.connection(), topics.names().undelivered(), PATIENCE);
      assertThat(aside).hasSize(1);
      JsonNode one = JSON.readTree(aside.get(0).text());
      assertThat(one.get("value").binaryValue()).containsExactly(1, 2, 3);
      assertThat(one.get("offset").asLong()).isZero();
      assertThat(Files.readString(log)).doesNotContain("device-").doesNotContain("Patient/7");
    }
  }

  private static int write(AlertTopics topics, Map<String, List<String>> expected, int round) {
    int count = 0;
    for (int episode = 0; episode < 20; episode++) {
      long seconds = episode * 300L;
      for (AlertState state : AlertState.values()) {
        for (int device = 0; device < 5; device++) {
          String id = "id-" + device + "-" + round + "-" + episode;
          EcgAlert alert = SampleAlerts.alert(id, "device-" + device, state, seconds);
          topics.write(alert);
          expected
              .computeIfAbsent("device-" + device, name -> new ArrayList<>())
              .add(id + " " + state);
          count++;
        }
        seconds += 60;
      }
    }
    topics.write(SampleAlerts.technical("technical-" + round, "device-t", TechnicalState.RAISED));
    expected
        .computeIfAbsent("device-t", name -> new ArrayList<>())
        .add("technical-" + round + " RAISED");
    topics.flush();
    return count + 1;
  }

  private static List<Bundle> bundles(AlertTopics topics) {
    return TextTopic.read(topics.connection(), topics.names().fhir(), PATIENCE).stream()
        .map(
            entry ->
                FhirContext.forR4Cached().newJsonParser().parseResource(Bundle.class, entry.text()))
        .toList();
  }

  private static Observation observation(Bundle bundle) {
    return (Observation) bundle.getEntry().get(0).getResource();
  }

  private static String device(Bundle bundle) {
    return observation(bundle).getDevice().getIdentifier().getValue();
  }

  private static String idAndState(Bundle bundle) {
    return observation(bundle).getIdElement().getIdPart()
        + " "
        + observation(bundle).getComponent().stream()
            .filter(part -> part.getCode().getCodingFirstRep().getCode().equals("state"))
            .findFirst()
            .orElseThrow()
            .getValueStringType()
            .getValue();
  }

  /** A condition that may ask a broker. */
  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("time to wait").isLessThan(until);
      Thread.sleep(100);
    }
  }
}
