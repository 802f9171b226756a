// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.stream;

import io.monolead.cli.invocation.CommandFailure;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.TopicLayout;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.TopicSpec;
import io.monolead.connectors.kafka.Topics;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The topics that a run over history writes. They are never those of the live job, nor do they hold
 * anything when the run begins.
 *
 * @param connection where Kafka is
 * @param live names of the topics that are read, and of what the live job writes
 * @param results names of the topics of results
 * @param labels labels that may be alerted on
 */
record ResultTopics(
    KafkaConnection connection, TopicNames live, TopicNames results, Set<String> labels) {
  private static final String ALERTS = "alerts.";
  private static final int ONE_PARTITION = 1;

  ResultTopics {
    labels = Set.copyOf(labels);
  }

  /**
   * The topics for a model's labels, and for those that the live job has alert topics for: an order
   * may name a model that has them.
   */
  static ResultTopics of(
      KafkaConnection connection,
      TopicNames live,
      TopicNames results,
      Collection<String> modelLabels,
      Collection<String> existingTopics) {
    String alerts = live.prefix() + ALERTS;
    Set<String> labels = new TreeSet<>(modelLabels);
    existingTopics.stream()
        .filter(topic -> topic.startsWith(alerts) && !topic.equals(live.technicalAlerts()))
        .map(topic -> topic.substring(alerts.length()))
        // Nor topics of another system beneath it.
        .filter(label -> !label.isEmpty() && !label.contains("."))
        .forEach(labels::add);
    return new ResultTopics(connection, live, results, labels);
  }

  private List<TopicSpec> specs(int partitions) {
    return new TopicLayout(partitions, Optional.empty(), Optional.empty(), Optional.empty())
        .results(results, new TreeSet<>(labels));
  }

  /** The names of all of them. */
  List<String> names() {
    return specs(ONE_PARTITION).stream().map(TopicSpec::name).toList();
  }

  /**
   * Refuses topics that are live ones, look like live ones to those who watch them, or hold records
   * already.
   *
   * @throws CommandFailure naming the topic, and what to do
   */
  void check() {
    if (results.prefix().equals(live.prefix())) {
      throw new CommandFailure(
          "Results under '"
              + results.prefix()
              + "' would go to the live topics; choose another prefix for the results");
    }
    Set<String> liveNames = new HashSet<>();
    TopicLayout.DEFAULT.topics(live, labels).forEach(topic -> liveNames.add(topic.name()));
    for (String name : names()) {
      if (liveNames.contains(name) || name.startsWith(live.prefix() + ALERTS)) {
        throw new CommandFailure(
            "Topic "
                + name
                + " of the results would be, or look like, a live topic under '"
                + live.prefix()
                + "'; choose another prefix for the results");
      }
    }
    Map<String, Long> written = new Topics(connection).written(names());
    written.values().removeIf(records -> records == 0);
    if (!written.isEmpty()) {
      throw new CommandFailure(
          "Topics of the results hold records of another run already: "
              + written.entrySet().stream()
                  .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                  .collect(Collectors.joining(", "))
              + "; choose another prefix for the results, or delete these topics");
    }
  }

  /**
   * Creates what is missing.
   *
   * @param partitions of the topics keyed by device
   * @throws CommandFailure if one is there that would lose results
   */
  void create(int partitions) {
    List<Topics.Difference> differences =
        new Topics(connection)
            .create(specs(partitions)).differences().stream()
                .filter(difference -> !difference.setting().equals("partitions"))
                .toList();
    if (!differences.isEmpty()) {
      throw new CommandFailure(
          "Topics of the results exist and could lose some: "
              + differences.stream().map(Object::toString).collect(Collectors.joining(", "))
              + "; choose another prefix for the results, or delete these topics");
    }
  }
}
