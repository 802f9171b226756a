// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.cli.architecture.SourceTree;
import io.monolead.cli.job.JobSubmission;
import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.connectors.generator.SimulatedHeart;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.RecordReader;
import io.monolead.connectors.kafka.RecordReader.From;
import io.monolead.connectors.kafka.RecordReader.Received;
import io.monolead.connectors.kafka.SegmentProducer;
import io.monolead.connectors.kafka.TopicLayout;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.Topics;
import io.monolead.connectors.replay.ReplayDevice;
import io.monolead.connectors.replay.ReplayOptions;
import io.monolead.connectors.replay.Replayer;
import io.monolead.connectors.replay.SimulatedSource;
import io.monolead.embedded.EmbeddedFlink;
import io.monolead.inference.ModelBundle;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import io.monolead.signal.Lead;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Test;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** The job, with the shipped model, on the broker that users run: the Kafka image. */
class KafkaImageITCase {
  private static final DockerImageName IMAGE = DockerImageName.parse("apache/kafka:4.2.0");
  private static final Path BUNDLE = SourceTree.root().resolve("models/monitoring-lead-i.mlb");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final double RATE_HZ = 250;
  private static final double SINUS_SECONDS = 30;
  private static final double FIBRILLATION_SECONDS = 60;
  private static final double ALL_SECONDS = 2 * SINUS_SECONDS + FIBRILLATION_SECONDS;
  private static final double WINDOW_SECONDS = 10;
  private static final double MICROS = 1e6;

  @Test
  void fibrillationSentToTheKafkaImageComesBackAsAnAlertOfItsDevice() throws Exception {
    ContainerEngine.assumePresent(getClass());
    List<String> labels = ModelBundle.read(BUNDLE).manifest().labelSpace().labels();
    try (KafkaContainer kafka =
        new KafkaContainer(IMAGE).withStartupTimeout(Duration.ofMinutes(2))) {
      kafka.start();
      KafkaConnection connection = KafkaConnection.to(kafka.getBootstrapServers());
      try {
        new Topics(connection).create(TopicLayout.DEFAULT.topics(TopicNames.DEFAULT, labels));
        send(connection);

        runToTheEnd(connection);

        List<EcgAlert> alerts =
            read(connection, labels).stream()
                .filter(alert -> alert.getLabel().equals("AFIB"))
                .toList();
        assertThat(alerts)
            .extracting(EcgAlert::getAlertId)
            .hasSizeGreaterThan(1)
            .containsOnly(alerts.get(0).getAlertId());
        // About a minute long, which is when a raised alert is first updated.
        assertThat(alerts)
            .extracting(EcgAlert::getState)
            .filteredOn(state -> state != AlertState.UPDATED)
            .containsExactly(AlertState.RAISED, AlertState.CLEARED);
        assertThat(read(connection, labels))
            .filteredOn(alert -> alert.getLabel().equals("AFIB"))
            .allSatisfy(KafkaImageITCase::assertWithinTheEpisode);
      } catch (Exception | AssertionError e) {
        throw new AssertionError(e.getMessage() + "\nThe broker's log:\n" + kafka.getLogs(), e);
      }
    }
  }

  private static void send(KafkaConnection connection) {
    HeartScenario fibrillating =
        HeartScenario.of(
            new Episode(Rhythm.SINUS, SINUS_SECONDS),
            new Episode(Rhythm.ATRIAL_FIBRILLATION, FIBRILLATION_SECONDS),
            new Episode(Rhythm.SINUS, SINUS_SECONDS));
    HeartScenario steady = HeartScenario.of(new Episode(Rhythm.SINUS, ALL_SECONDS));
    try (SegmentProducer producer =
        new SegmentProducer(connection, TopicNames.DEFAULT.segments())) {
      new Replayer(ReplayOptions.fullSpeed())
          .replay(
              List.of(device("fibrillating", fibrillating, 2), device("steady", steady, 1)),
              producer);
    }
  }

  private static ReplayDevice device(String id, HeartScenario scenario, long seed) {
    SimulatedHeart heart = new SimulatedHeart(scenario, Lead.I, RATE_HZ, seed);
    long samples = Math.round(ALL_SECONDS * RATE_HZ);
    return ReplayDevice.of(id, new SimulatedSource(heart, Lead.I, samples), START);
  }

  private static void runToTheEnd(KafkaConnection connection) throws Exception {
    try (EmbeddedFlink flink = EmbeddedFlink.start(1)) {
      JobClient job =
          JobSubmission.of(connection, TopicNames.DEFAULT, BUNDLE)
              .bounded()
              .submit(flink.newEnvironment());
      job.getJobExecutionResult().get(3, TimeUnit.MINUTES);
    }
  }

  private static List<EcgAlert> read(KafkaConnection connection, List<String> labels) {
    try (RecordReader<EcgAlert> reader =
        new RecordReader<>(
            connection,
            EcgAlert.class,
            TopicNames.DEFAULT.alerts(labels).values(),
            From.EARLIEST,
            Topics.DEFAULT_TIMEOUT)) {
      return reader.readToEnd().stream().map(Received::record).toList();
    }
  }

  /** A window counts as soon as it has enough of the episode, so the bounds are a window wider. */
  private static void assertWithinTheEpisode(EcgAlert alert) {
    assertThat(alert.getDeviceId()).isEqualTo("fibrillating");
    double onsetSeconds = (alert.getOnsetMicros() - START.toEpochMilli() * 1000) / MICROS;
    assertThat(onsetSeconds)
        .isBetween(SINUS_SECONDS - WINDOW_SECONDS, SINUS_SECONDS + WINDOW_SECONDS);
    if (alert.getEndMicros() != null) {
      double endSeconds = (alert.getEndMicros() - START.toEpochMilli() * 1000) / MICROS;
      double sinusAgain = SINUS_SECONDS + FIBRILLATION_SECONDS;
      assertThat(endSeconds)
          .isBetween(sinusAgain - WINDOW_SECONDS, sinusAgain + 2 * WINDOW_SECONDS);
    }
  }
}
