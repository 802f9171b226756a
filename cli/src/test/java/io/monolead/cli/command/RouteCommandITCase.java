// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.cli.CommandRunner;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.TextTopic;
import io.monolead.embedded.EmbeddedKafka;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.TechnicalCondition;
import io.monolead.schemas.TechnicalPriority;
import io.monolead.schemas.TechnicalState;
import io.monolead.schemas.WireFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class RouteCommandITCase {
  @TempDir Path folder;

  @Test
  void theCommandDeliversWhatTheTopicsHold() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("routes.json"),
            "{\"targets\": [{\"name\": \"ehr\", \"type\": \"fhir\", \"from\": \"earliest\"}]}");
    try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
      CommandRunner runner = new CommandRunner(folder, Optional.empty());
      String broker = kafka.bootstrapServers();
      assertThat(runner.run("topics", "create", "--bootstrap", broker)).isEqualTo(ExitCode.OK);
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", broker),
              new ByteArraySerializer(),
              new ByteArraySerializer())) {
        producer
            .send(
                new ProducerRecord<>(
                    "ecg.alerts.technical",
                    "d".getBytes(StandardCharsets.UTF_8),
                    WireFormat.of(TechnicalAlert.class)
                        .encode(
                            TechnicalAlert.newBuilder()
                                .setAlertId("a")
                                .setDeviceId("d")
                                .setLead("I")
                                .setCondition(TechnicalCondition.SIGNAL_LOST)
                                .setState(TechnicalState.RAISED)
                                .setPriority(TechnicalPriority.MEDIUM)
                                .setOnsetMicros(1_772_346_600_000_000L)
                                .build())))
            .get();
      }

      int code =
          runner.run(
              "route",
              "--bootstrap",
              broker,
              "--status-port",
              "0",
              "--for",
              "20s",
              file.toString());

      assertThat(runner.err()).isEmpty();
      assertThat(code).isEqualTo(ExitCode.OK);
      assertThat(runner.out())
          .contains("status at http://127.0.0.1:")
          .contains("ehr: 1 delivered, 0 put aside, 0 not wanted");
      List<TextTopic.Entry> written =
          TextTopic.read(KafkaConnection.to(broker), "ecg.fhir", Duration.ofSeconds(30));
      assertThat(written).hasSize(1);
      assertThat(written.get(0).text()).contains("SIGNAL_LOST");
    }
  }
}
