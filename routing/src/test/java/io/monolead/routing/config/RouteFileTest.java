// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.routing.delivery.GroupClients.Start;
import io.monolead.routing.fhir.PatientReference;
import io.monolead.routing.transition.Transition.Priority;
import io.monolead.routing.transition.Transition.State;
import io.monolead.routing.transition.TransitionFilter;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteFileTest {
  private static final String WHOLE =
      """
      { // where alerts go
        "targets": [
          {
            "name": "pager", "type": "webhook", "url": "https://pager.example.org/ecg",
            "secretFile": "pager.secret", "authorizationFile": "pager.token",
            "headers": {"X-Ward": "3"}, "timeout": "5s", "concurrency": 8, "giveUpAfter": "2h",
            "from": "earliest",
            "filter": {
              "technical": false, "labels": ["AFIB", "PVC"], "priorities": ["high", "MEDIUM"],
              "states": ["RAISED"], "devices": ["ward-3-*"]
            }
          },
          {"name": "ehr", "type": "fhir", "patientsFile": "patients.json",
           "deviceSystem": "urn:oid:1.2.3", "topic": "ward3.fhir"},
          {"name": "am", "type": "alertmanager", "url": "http://127.0.0.1:9093",
           "labels": {"site": "north"}, "resend": "30s", "rebuild": "2d"}
        ]
      }
      """;

  @TempDir Path folder;

  @Test
  void everyFieldIsRead() throws IOException {
    write("pager.secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
    write("pager.token", "Bearer abc\n");
    write(
        "patients.json",
        "{\"d1\": \"Patient/7\", \"d2\": {\"system\": \"urn:oid:2.5\", \"value\": \"4711\"}}");

    List<TargetSettings> targets = RouteFile.read(write("routes.json", WHOLE));

    TargetSettings.Webhook pager = (TargetSettings.Webhook) targets.get(0);
    assertThat(pager.name()).isEqualTo("pager");
    assertThat(pager.start()).isEqualTo(Start.EARLIEST);
    assertThat(pager.secret()).isPresent();
    assertThat(pager.concurrency()).isEqualTo(8);
    assertThat(pager.giveUpAfter()).contains(Duration.ofHours(2));
    assertThat(pager.http().url()).isEqualTo(URI.create("https://pager.example.org/ecg"));
    assertThat(pager.http().timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(pager.http().authorization()).contains("Bearer abc");
    assertThat(pager.http().headers()).isEqualTo(Map.of("X-Ward", "3"));
    assertThat(pager.filter())
        .isEqualTo(
            new TransitionFilter(
                true,
                false,
                Set.of("AFIB", "PVC"),
                Set.of(Priority.HIGH, Priority.MEDIUM),
                Set.of(State.RAISED),
                List.of("ward-3-*")));
    assertThat(targets.get(1))
        .isEqualTo(
            new TargetSettings.Fhir(
                "ehr",
                TransitionFilter.ALL,
                Start.LATEST,
                Optional.of("ward3.fhir"),
                Optional.of("urn:oid:1.2.3"),
                Map.of(
                    "d1", new PatientReference.Literal("Patient/7"),
                    "d2", new PatientReference.Logical("urn:oid:2.5", "4711"))));
    TargetSettings.Alertmanager alertmanager = (TargetSettings.Alertmanager) targets.get(2);
    assertThat(alertmanager.labels()).isEqualTo(Map.of("site", "north"));
    assertThat(alertmanager.resend()).isEqualTo(Duration.ofSeconds(30));
    assertThat(alertmanager.rebuild()).isEqualTo(Duration.ofDays(2));
    assertThat(targets.toString())
        .doesNotContain("MfKQ")
        .doesNotContain("abc")
        .doesNotContain("4711");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | top level: the field targets is missing",
        "[] | top level: write an object in braces, not []",
        "{\"targets\": []} | targets: name at least one target",
        "{\"targets\": {}} | targets: write a list in brackets",
        "{\"targets\": [7]} | targets[0]: write an object in braces, not 7",
        "{\"targets\": [{\"name\": \"a\"}]} | targets[0]: the field type is missing",
        "{\"targets\": [{\"name\": \"a\", \"type\": \"mail\"}]} | targets[0].type: write one of \"fhir\", \"webhook\", \"alertmanager\", not \"mail\"",
        "{\"targets\": [{\"name\": \"a b\", \"type\": \"fhir\"}]} | targets[0].name: write 1 to 64 letters",
        "{\"targets\": [{\"name\": \"a\", \"type\": \"fhir\", \"url\": \"x\"}]} | targets[0].url: there is no such field; the fields here are name, type,",
        "{\"targets\": [{\"name\": \"a\", \"type\": \"fhir\"}, {\"name\": \"A\", \"type\": \"fhir\"}]} | targets[1].name: another target has this name",
        "{\"targets\": [{\"name\": \"a\", \"type\": \"fhir\", \"topic\": \"a b\"}]} | targets[0].topic: write the name of a topic",
        "{\"targets\": [{\"name\": \"a\", \"type\": \"fhir\", \"from\": \"now\"}]} | targets[0].from: write one of [LATEST, EARLIEST], not \"now\"",
        "{\"targets\": [{\"name\": \"a\", \"type\": \"fhir\", \"deviceSystem\": \"x\"}]} | targets[0].deviceSystem: write an absolute URI",
        "{\"targets\": [{\"name\": \"a\", \"type\": \"fhir\", \"patientsFile\": \"none.json\"}]} | There is no file",
        "{\"targets\": [{\"name\": \"a\", \"type\": \"webhook\"}]} | targets[0]: the field url is missing",
        "{\"targets\": [{\"name\": \"a\", \"type\": \"webhook\", \"url\": \"http://example.org\"}]} | targets[0].url: http sends what alerts tell in the clear; use https",
        "{\"targets\": [{\"name\": \"a\", \"type\": \"webhook\", \"url\": \"no uri\"}]} | targets[0].url: not a URI",
        "{\"targets\": [{\"name\": \"a\", \"type\": \"webhook\", \"url\": \"https://h\", \"timeout\": \"0s\"}]} | targets[0].timeout: write a time such as",
        "{\"targets\": [{\"name\": \"a\", \"type\": \"webhook\", \"url\": \"https://h\", \"concurrency\": 0}]} | targets[0].concurrency: write a whole number from 1 to 256, not 0",
        "{\"targets\": [{\"name\": \"a\", \"type\": \"webhook\", \"url\": \"https://h\", \"secretFile\": \"none\"}]} | targets[0].secretFile: there is no file",
        "{\"targets\": [{\"name\": \"a\", \"type\": \"webhook\", \"url\": \"https://h\", \"headers\": {\"Host\": \"x\"}}]} | targets[0].headers.Host: this header is set by itself",
        "{\"targets\": [{\"name\": \"a\", \"type\": \"webhook\", \"url\": \"https://h\", \"headers\": {\"Authorization\": \"x\"}}]} | targets[0].headers.Authorization: put the value into a file",
        "{\"targets\": [{\"name\": \"a\", \"type\": \"webhook\", \"url\": \"https://h\", \"headers\": {\"X\": \"a\\nb\"}}]} | targets[0].headers.X: a header's value is ASCII on one line",
        "{\"targets\": [{\"name\": \"a\", \"type\": \"webhook\", \"url\": \"https://h\", \"filter\": {\"label\": [\"AFIB\"]}}]} | targets[0].filter.label: there is no such field; the fields here are alerts, technical, labels,",
        "{\"targets\": [{\"name\": \"a\", \"type\": \"webhook\", \"url\": \"https://h\", \"filter\": {\"labels\": []}}]} | targets[0].filter.labels: an empty list would let nothing through",
        "{\"targets\": [{\"name\": \"a\", \"type\": \"webhook\", \"url\": \"https://h\", \"filter\": {\"priorities\": [\"urgent\"]}}]} | targets[0].filter.priorities[0]: write one of [HIGH, MEDIUM, LOW]",
        "{\"targets\": [{\"name\": \"a\", \"type\": \"webhook\", \"url\": \"https://h\", \"filter\": {\"alerts\": false, \"technical\": false}}]} | targets[0].filter: neither alerts nor technical",
        "{\"targets\": [{\"name\": \"a\", \"type\": \"alertmanager\", \"url\": \"https://h\", \"filter\": {\"states\": [\"RAISED\"]}}]} | targets[0].filter.states: Alertmanager has to know of every state",
        "{\"targets\": [{\"name\": \"a\", \"type\": \"alertmanager\", \"url\": \"https://h/?x=1\"}]} | targets[0].url: write Alertmanager's own address",
        "{\"targets\": [{\"name\": \"a\", \"type\": \"alertmanager\", \"url\": \"https://h\", \"labels\": {\"1\": \"x\"}}]} | targets[0].labels.1: a label's name has letters",
        "{\"targets\": [{\"name\": \"a\", \"name\": \"b\"}]} | line 1, column",
        "{\"targets\": | line 1, column",
        "`` | the file is empty"
      })
  void whatIsWrongIsSaidWithItsPlace(String text, String complaint) {
    String json = text == null ? "" : text;

    assertThatThrownBy(() -> RouteFile.parse("routes.json", json, folder))
        .isInstanceOf(RouteFileException.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void complaintsOfSecretsAndPatientsDoNotRepeatThem() throws IOException {
    write("secret", "hunter2hunter2hunter2hunter2");
    assertThatThrownBy(
            () ->
                RouteFile.parse(
                    "r",
                    "{\"targets\": [{\"name\": \"a\", \"type\": \"webhook\", \"url\": \"https://h\","
                        + " \"secretFile\": \"secret\"}]}",
                    folder))
        .hasMessageContaining("targets[0].secretFile: a secret begins with whsec_")
        .hasMessageNotContaining("hunter2");
    for (String patients :
        List.of(
            "{\"d1\": \"Jane Doe\"}",
            "{\"d1\": {\"system\": \"Jane Doe\", \"value\": \"1\"}}",
            "{\"d1\": {\"Jane Doe\": \"1\"}}",
            "{\"d1\": [\"Jane Doe\"]}")) {
      write("patients.json", patients);
      assertThatThrownBy(
              () ->
                  RouteFile.parse(
                      "r",
                      "{\"targets\": [{\"name\": \"a\", \"type\": \"fhir\","
                          + " \"patientsFile\": \"patients.json\"}]}",
                      folder))
          .isInstanceOf(RouteFileException.class)
          .hasMessageContaining("patients.json, entry 1")
          .hasMessageNotContaining("Doe");
    }
  }

  @Test
  void aMutatedFileIsEitherReadOrRefused() throws IOException {
    write("pager.secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
    write("pager.token", "Bearer abc\n");
    write("patients.json", "{\"d1\": \"Patient/7\"}");
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      byte[] bytes = WHOLE.getBytes(StandardCharsets.UTF_8);
      for (int change = 0; change <= random.nextInt(3); change++) {
        bytes[random.nextInt(bytes.length)] = (byte) (32 + random.nextInt(95));
      }
      try {
        RouteFile.parse("r", new String(bytes, StandardCharsets.UTF_8), folder);
      } catch (RouteFileException e) {
        refused++;
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    assertThat(refused).isBetween(1_500, 2_999);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
