// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor;

import static io.monolead.monitor.Samples.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.embedded.EmbeddedKafka;
import io.monolead.monitor.feed.FeedState;
import io.monolead.schemas.AlertAction;
import io.monolead.schemas.AlertActionKind;
import io.monolead.schemas.AlertState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Brokers and monitors that go away and come back. */
class MonitorRestartITCase {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path folder;

  private static long now() {
    return System.currentTimeMillis() * 1000;
  }

  @Test
  void aBrokerThatComesBackLosesNoAlertAndDoublesNone() throws Exception {
    Path data = folder.resolve("broker");
    EmbeddedKafka kafka = EmbeddedKafka.builder().optDataDirectory(data).start();
    int port = kafka.port();
    TestSystem system = new TestSystem(kafka.bootstrapServers()).createTopics("AFIB");
    try (Monitor monitor =
            Monitor.start(
                MonitorOptions.builder(
                        KafkaConnection.to(kafka.bootstrapServers()), TestSystem.NAMES)
                    .optPort(0)
                    .build());
        TestPage page = TestPage.open(monitor)) {
      for (int i = 0; i < 5; i++) {
        system.send(Samples.alert("before-" + i, "bed", AlertState.RAISED, now())).get();
      }
      page.await(message -> message.at("/alert/id").asText().equals("before-4"), PATIENCE);

      kafka.close();
      page.await(
          message -> message.path("feed").asText().equals(FeedState.RECONNECTING.text()), PATIENCE);
      assertThat(monitor.feed()).isEqualTo(FeedState.RECONNECTING);
      // Sent while there is no broker: the producer keeps it until there is.
      system.send(Samples.alert("meanwhile", "bed", AlertState.RAISED, now()));
      kafka = EmbeddedKafka.builder().optDataDirectory(data).optPort(port).start();

      page.await(message -> message.at("/alert/id").asText().equals("meanwhile"), PATIENCE);
      for (int i = 0; i < 5; i++) {
        system.send(Samples.alert("after-" + i, "bed", AlertState.RAISED, now())).get();
      }
      page.await(message -> message.at("/alert/id").asText().equals("after-4"), PATIENCE);
      page.awaitRow("bed", row -> row.path("alerts").size() == 11, PATIENCE);
      int told = page.told("summary").size();
      page.await(
          message ->
              message.path("feed").asText().equals("ok") && page.told("summary").size() > told,
          PATIENCE);
      List<String> ids =
          page.told("alert").stream().map(message -> message.at("/alert/id").asText()).toList();
      assertThat(ids).doesNotHaveDuplicates().hasSize(11);
    } finally {
      system.close();
      kafka.close();
    }
  }

  @Test
  void aMonitorThatIsStartedAnewShowsWhatWas() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        TestSystem system = new TestSystem(kafka.bootstrapServers()).createTopics("AFIB")) {
      MonitorOptions options =
          MonitorOptions.builder(KafkaConnection.to(kafka.bootstrapServers()), TestSystem.NAMES)
              .optPort(0)
              .build();
      long hourAgo = now() - 3600 * SECOND;
      system.send(Samples.alert("yesterday", "bed", AlertState.RAISED, now() - 30 * 3600 * SECOND));
      system.send(Samples.alert("open", "bed", AlertState.RAISED, hourAgo));
      system.send(Samples.alert("over", "bed", AlertState.RAISED, hourAgo));
      system.send(Samples.alert("over", "bed", AlertState.CLEARED, hourAgo + 60 * SECOND));
      for (int i = 0; i < 120; i++) {
        system.send(Samples.segment("bed", i, now() - (120 - i) * SECOND));
      }
      system.send(
          AlertAction.newBuilder()
              .setDeviceId("bed")
              .setLead("I")
              .setKind(AlertActionKind.SILENCE)
              .setBy("nurse 1")
              .setUntilMicros(now() + 600 * SECOND)
              .build(),
          now());
      system.flush();

      for (int start = 0; start < 2; start++) {
        try (Monitor monitor = Monitor.start(options);
            TestPage page = TestPage.open(monitor)) {
          JsonNode row =
              page.awaitRow(
                  "bed",
                  any ->
                      any.path("alerts").size() == 1
                          && any.path("silences").size() == 1
                          && any.path("last").isNumber(),
                  PATIENCE);
          assertThat(row.at("/alerts/0/id").asText()).isEqualTo("open");
          page.await(message -> message.path("feed").asText().equals("ok"), PATIENCE);
          assertThat(page.told("alert")).as("nothing old is told as news").isEmpty();
          // A label that nobody had heard of before.
          if (start == 0) {
            system.createTopics("NEW");
            system
                .send(
                    io.monolead.schemas.EcgAlert.newBuilder(
                            Samples.alert("new", "other", AlertState.RAISED, now()))
                        .setLabel("NEW")
                        .build())
                .get();
            page.await(message -> message.at("/alert/id").asText().equals("new"), PATIENCE);
          }
        }
      }
    }
  }

  @Test
  void whatIsReplayedFromAnotherYearIsShownAfterAStartToo() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        TestSystem system = new TestSystem(kafka.bootstrapServers()).createTopics("AFIB")) {
      long longAgo = 946_684_800L * SECOND;
      system.send(Samples.alert("y2k", "museum", AlertState.RAISED, longAgo));
      for (int i = 0; i < 100; i++) {
        system.send(Samples.segment("museum", i, longAgo + i * SECOND));
      }
      system.flush();
      try (Monitor monitor =
              Monitor.start(
                  MonitorOptions.builder(
                          KafkaConnection.to(kafka.bootstrapServers()), TestSystem.NAMES)
                      .optPort(0)
                      .build());
          TestPage page = TestPage.open(monitor)) {
        JsonNode row =
            page.awaitRow(
                "museum",
                any ->
                    any.path("alerts").size() == 1
                        && any.path("last").asLong() == longAgo + 100 * SECOND,
                PATIENCE);
        assertThat(row.path("status").asText()).isEqualTo("silent");
        system.send(Samples.segment("museum", 100, longAgo + 100 * SECOND)).get();
        page.awaitRow("museum", any -> any.path("status").asText().equals("live"), PATIENCE);
      }
    }
  }

  @Test
  void aMonitorThatComesFirstWaitsForItsTopics() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        TestSystem system = new TestSystem(kafka.bootstrapServers())) {
      Thread creates =
          new Thread(
              () -> {
                try {
                  Thread.sleep(1_500);
                } catch (InterruptedException e) {
                  return;
                }
                system.createTopics("AFIB");
              });
      creates.start();
      try (Monitor monitor =
          Monitor.start(
              MonitorOptions.builder(system.connection(), TestSystem.NAMES)
                  .optPort(0)
                  .optPatience(PATIENCE)
                  .build())) {
        assertThat(monitor.address().getPort()).isPositive();
      }
      creates.join();
    }
  }
}
