// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.monolead.embedded.EmbeddedRegistry;
import io.monolead.schemas.RegistryException;
import io.monolead.schemas.SchemaRegistry;
import io.monolead.schemas.WireFormatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryClientTest {
  private static final Schema STRING = Schema.create(Schema.Type.STRING);
  private static final Schema LONG = Schema.create(Schema.Type.LONG);

  private EmbeddedRegistry registry;

  @BeforeEach
  void start() throws Exception {
    registry = EmbeddedRegistry.start();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private RegistrySettings settings(boolean autoRegister, String credentials, long patience) {
    return new RegistrySettings(
        registry.url(), autoRegister, credentials, Duration.ofMillis(patience));
  }

  private SchemaRegistry client() {
    return settings(true, "", 200).open();
  }

  @Test
  void aSchemaIsRegisteredOnceAndFoundAgain() throws Exception {
    SchemaRegistry client = client();
    int id = client.id("ecg.scores-value", STRING);
    assertThat(client.id("ecg.scores-value", STRING)).isEqualTo(id);
    assertThat(client().id("other-value", STRING)).isEqualTo(id);
    assertThat(client.id("ecg.scores-value", LONG)).isNotEqualTo(id);
    assertThat(client.schema(id)).isEqualTo("\"string\"");
    assertThat(client.schema(id)).isEqualTo("\"string\"");
    assertThat(registry.questions())
        .containsExactly(
            "POST /subjects/ecg.scores-value/versions",
            "POST /subjects/other-value/versions",
            "POST /subjects/ecg.scores-value/versions",
            "GET /schemas/ids/" + id);
  }

  @Test
  void withoutAutoRegistrationAMissingSchemaIsAnErrorAndAPresentOneIsFound() {
    SchemaRegistry client = settings(false, "", 200).open();
    assertThatThrownBy(() -> client.id("t-value", STRING))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("does not have this release's schema of string")
        .hasMessageContaining("t-value");
    int id = client().id("t-value", STRING);
    assertThat(client.id("t-value", STRING)).isEqualTo(id);
    assertThatThrownBy(() -> settings(false, "", 200).open().id("t-value", LONG))
        .isInstanceOf(RegistryException.class);
  }

  @Test
  void anUnknownIdIsTheMessagesFaultAndIsNotAskedForAgainAtOnce() {
    SchemaRegistry client = client();
    for (int i = 0; i < 3; i++) {
      WireFormatException refusal =
          catchThrowableOfType(WireFormatException.class, () -> client.schema(7));
      assertThat(refusal.reason()).isEqualTo(WireFormatException.Reason.UNKNOWN_SCHEMA);
      assertThat(refusal).hasMessageContaining("has no schema 7");
    }
    assertThat(registry.questions()).hasSize(1);
    assertThatThrownBy(() -> client.schema(-7))
        .isInstanceOf(WireFormatException.class)
        .hasMessageContaining("has no schema 4294967289");
    assertThat(registry.questions()).hasSize(1);
  }

  @Test
  void anIdThatARegistryRefusesInWordsOfItsOwnDoesNotStopTheJob() {
    registry.refuseIds(400);
    WireFormatException refusal =
        catchThrowableOfType(WireFormatException.class, () -> client().schema(7));
    assertThat(refusal.reason()).isEqualTo(WireFormatException.Reason.UNKNOWN_SCHEMA);
    assertThat(registry.questions()).containsExactly("GET /schemas/ids/7", "GET /subjects");
  }

  @Test
  void aSchemaOfAnotherKindIsTheMessagesFault() {
    int id = registry.add("syntax = \"proto3\";", "PROTOBUF");
    assertThatThrownBy(() -> client().schema(id))
        .isInstanceOf(WireFormatException.class)
        .hasMessage("Schema " + id + " of the registry is of type PROTOBUF, not AVRO");
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503, 429, 401, 403, 301, 400})
  void aRegistryThatAnswersStrangelyIsNoFaultOfAMessage(int status) {
    int id = registry.add("\"string\"", "AVRO");
    registry.refuse(status);
    assertThatThrownBy(() -> client().schema(id))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining(registry.url());
  }

  @Test
  void aWrongAddressIsNoFaultOfAMessage() {
    registry.add("\"string\"", "AVRO");
    SchemaRegistry elsewhere = RegistrySettings.at(registry.url() + "/apis").open();
    assertThatThrownBy(() -> elsewhere.schema(1))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("is the address complete");
    assertThatThrownBy(
            () ->
                RegistryClient.verify(
                    RegistrySettings.at(registry.url() + "/apis"), Duration.ofMillis(100)))
        .isInstanceOf(RegistryException.class);
    RegistryClient.verify(RegistrySettings.at(registry.url() + "/"), Duration.ofSeconds(5));
    RegistryClient.verify(RegistrySettings.NONE, Duration.ofSeconds(5));
  }

  @Test
  void aRegistryThatComesBackInTimeIsAskedAgain() throws Exception {
    int id = registry.add("\"string\"", "AVRO");
    registry.goAway();
    Thread doctor =
        new Thread(
            () -> {
              try {
                Thread.sleep(500);
                registry.come();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    doctor.start();
    assertThat(settings(true, "", 60_000).open().schema(id)).isEqualTo("\"string\"");
    doctor.join();
  }

  @Test
  void anInterruptedWaitEndsAtOnceAndStaysInterrupted() {
    registry.refuse(503);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> settings(true, "", 600_000).open().schema(1))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("Interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void credentialsComeFromAFileAndMayChange(@TempDir Path folder) throws Exception {
    int id = registry.add("\"string\"", "AVRO");
    String basic =
        Base64.getEncoder().encodeToString("ward:s3cret".getBytes(StandardCharsets.UTF_8));
    registry.require("Basic " + basic);
    Path file = Files.writeString(folder.resolve("secret"), "ward:wrong\n");
    SchemaRegistry client = settings(true, "file:" + file, 100).open();
    assertThatThrownBy(() -> client.schema(id))
        .isInstanceOf(RegistryException.class)
        .hasMessageNotContaining("wrong");
    Files.writeString(file, "ward:s3cret\n");
    assertThat(client.schema(id)).isEqualTo("\"string\"");
    registry.require("Bearer abc.def");
    Files.writeString(file, "abc.def");
    assertThat(settings(true, "file:" + file, 100).open().schema(id)).isEqualTo("\"string\"");
    Files.delete(file);
    assertThatThrownBy(() -> settings(true, "file:" + file, 100).open().schema(id))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("cannot read the credentials");
    assertThatThrownBy(() -> settings(true, "env:MONOLEAD_NO_SUCH", 100).open().schema(id))
        .hasMessageContaining("no credentials in env:MONOLEAD_NO_SUCH");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry:8081",
        "ftp://registry",
        "http://",
        "http://a b",
        "http://me:pass@registry",
        "http://registry?x=1"
      })
  void anAddressThatIsNoneIsRefusedWithoutRepeatingAPassword(String url) {
    assertThatThrownBy(() -> RegistrySettings.at(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("address of the registry")
        .hasMessageNotContaining("pass@");
  }

  @Test
  void aSecretGivenInPlaceOfItsPlaceIsNotRepeated() {
    assertThatThrownBy(
            () -> new RegistrySettings("http://r", true, "ward:s3cret", Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("file:PATH or env:NAME")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void settingsTravelWithAJob() throws Exception {
    RegistrySettings settings = settings(false, "env:TOKEN", 7);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(settings);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(settings);
    }
  }
}
