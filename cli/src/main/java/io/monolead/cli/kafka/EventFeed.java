// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.kafka;

import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.RecordReader;
import io.monolead.connectors.kafka.RecordReader.From;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.Topics;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.TechnicalAlert;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Scores, alerts and technical alerts as the job writes them. For one thread, which closes it. */
public final class EventFeed implements AutoCloseable {
  private static final Duration GLANCE = Duration.ofMillis(5);

  private final Optional<RecordReader<EcgScore>> scores;
  private final RecordReader<EcgAlert> alerts;
  private final RecordReader<TechnicalAlert> technical;

  /** Receives what arrives. */
  public interface Listener {
    /** A score. */
    void score(EcgScore score);

    /** A transition of an alert. */
    void alert(EcgAlert alert);

    /** A transition of a technical condition. */
    void technical(TechnicalAlert alert);
  }

  /**
   * Opens the topics.
   *
   * @param labels labels whose alerts are read
   * @param withScores whether scores are read too
   * @param from where to begin
   */
  public EventFeed(
      KafkaConnection connection,
      TopicNames names,
      Collection<String> labels,
      boolean withScores,
      From from) {
    scores =
        withScores
            ? Optional.of(open(connection, EcgScore.class, List.of(names.scores()), from))
            : Optional.empty();
    alerts = open(connection, EcgAlert.class, names.alerts(labels).values(), from);
    technical = open(connection, TechnicalAlert.class, List.of(names.technicalAlerts()), from);
  }

  /** Hands over what has arrived, after waiting at most so long for the first. */
  public void poll(Duration atMost, Listener listener) {
    Duration share = scores.isPresent() ? atMost : GLANCE;
    scores.ifPresent(
        reader -> reader.poll(share).forEach(received -> listener.score(received.record())));
    alerts
        .poll(scores.isPresent() ? GLANCE : atMost)
        .forEach(received -> listener.alert(received.record()));
    technical.poll(GLANCE).forEach(received -> listener.technical(received.record()));
  }

  /** Hands over everything up to the present end of the topics. */
  public void readToEnd(Listener listener) {
    scores.ifPresent(
        reader -> reader.readToEnd().forEach(received -> listener.score(received.record())));
    alerts.readToEnd().forEach(received -> listener.alert(received.record()));
    technical.readToEnd().forEach(received -> listener.technical(received.record()));
  }

  @Override
  public void close() {
    scores.ifPresent(RecordReader::close);
    alerts.close();
    technical.close();
  }

  private static <T extends org.apache.avro.specific.SpecificRecord> RecordReader<T> open(
      KafkaConnection connection, Class<T> type, Collection<String> topics, From from) {
    return new RecordReader<>(connection, type, topics, from, Topics.DEFAULT_TIMEOUT);
  }
}
