// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Creates topics that are missing, and says where existing ones differ; changes and deletes none.
 */
public final class Topics {
  /** Time in which a broker must answer, unless another is chosen. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

  private static final long PAUSE_MILLIS = 50;

  private final KafkaConnection connection;
  private final Duration timeout;

  public Topics(KafkaConnection connection) {
    this(connection, DEFAULT_TIMEOUT);
  }

  /**
   * The topics of one broker.
   *
   * @param timeout time in which the broker must answer each question
   */
  public Topics(KafkaConnection connection, Duration timeout) {
    this.connection = connection;
    this.timeout = timeout;
  }

  /**
   * Where an existing topic is not as it should be.
   *
   * @param topic name of the topic
   * @param setting {@code partitions}, {@code replication} or the name of a topic setting
   * @param wanted the value asked for
   * @param found the value it has
   */
  public record Difference(String topic, String setting, String wanted, String found) {
    @Override
    public String toString() {
      return "topic " + topic + " has " + setting + " " + found + ", not " + wanted;
    }
  }

  /**
   * What {@link #create} did.
   *
   * @param created topics that were missing
   * @param existing topics that were there already, differing ones included
   * @param differences where existing topics are not as they should be; nothing was changed
   */
  public record Report(List<String> created, List<String> existing, List<Difference> differences) {}

  /**
   * Creates those of the topics that do not exist.
   *
   * @throws BrokerException if the broker does not answer in time or refuses to create a topic
   */
  public Report create(Collection<TopicSpec> specs) {
    try (BrokerAdmin broker = new BrokerAdmin(connection, timeout)) {
      Map<String, TopicSpec> byName = new TreeMap<>();
      specs.forEach(spec -> byName.put(spec.name(), spec));
      // Asked first, so that an unreachable broker is told from one that refuses.
      Set<String> known = broker.await(broker.admin().listTopics().names());
      List<NewTopic> missing =
          byName.values().stream()
              .filter(spec -> !known.contains(spec.name()))
              .map(
                  spec ->
                      new NewTopic(spec.name(), Optional.of(spec.partitions()), spec.replication())
                          .configs(spec.settings()))
              .toList();
      CreateTopicsResult result = broker.admin().createTopics(missing);
      List<String> created = new ArrayList<>();
      for (NewTopic topic : missing) {
        if (createdByUs(broker, result, topic.name())) {
          created.add(topic.name());
        }
      }
      awaitUsable(broker, List.copyOf(byName.keySet()));
      created.forEach(byName::remove);
      return new Report(
          List.copyOf(created),
          List.copyOf(byName.keySet()),
          differences(broker, List.copyOf(byName.values())));
    } catch (ExecutionException e) {
      throw new BrokerException(
          "Kafka at " + connection + " does not tell its topics: " + e.getCause().getMessage(), e);
    }
  }

  /**
   * The names of all topics.
   *
   * @throws BrokerException if the broker does not answer in time
   */
  public Set<String> names() {
    try (BrokerAdmin broker = new BrokerAdmin(connection, timeout)) {
      return Set.copyOf(broker.await(broker.admin().listTopics().names()));
    } catch (ExecutionException e) {
      throw new BrokerException(
          "Kafka at " + connection + " does not tell its topics: " + e.getCause().getMessage(), e);
    }
  }

  /**
   * How many records each of some topics has ever taken, those deleted since and marks of
   * transactions included; topics that do not exist are left out.
   *
   * @throws BrokerException if the broker does not answer in time
   */
  public Map<String, Long> written(Collection<String> names) {
    try (BrokerAdmin broker = new BrokerAdmin(connection, timeout)) {
      Set<String> known = broker.await(broker.admin().listTopics().names());
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      Map<String, Long> written = new TreeMap<>();
      for (TopicDescription topic :
          broker
              .await(
                  broker
                      .admin()
                      .describeTopics(names.stream().filter(known::contains).toList())
                      .allTopicNames())
              .values()) {
        written.put(topic.name(), 0L);
        topic
            .partitions()
            .forEach(
                partition ->
                    ends.put(
                        new TopicPartition(topic.name(), partition.partition()),
                        OffsetSpec.latest()));
      }
      broker
          .await(broker.admin().listOffsets(ends).all())
          .forEach((partition, end) -> written.merge(partition.topic(), end.offset(), Long::sum));
      return written;
    } catch (ExecutionException e) {
      throw new BrokerException(
          "Kafka at " + connection + " does not tell its topics: " + e.getCause().getMessage(), e);
    }
  }

  /**
   * How topics that exist are not as they should be.
   *
   * @throws BrokerException if the broker does not answer in time, or a topic is not there
   */
  public List<Difference> differences(Collection<TopicSpec> specs) {
    try (BrokerAdmin broker = new BrokerAdmin(connection, timeout)) {
      return differences(broker, List.copyOf(specs));
    } catch (ExecutionException e) {
      throw new BrokerException(
          "Kafka at " + connection + " does not tell its topics: " + e.getCause().getMessage(), e);
    }
  }

  /**
   * Makes sure that topics exist.
   *
   * @throws MissingTopicException if one does not
   * @throws BrokerException if the broker does not answer in time
   */
  public void requirePresent(Collection<String> names) {
    try (BrokerAdmin broker = new BrokerAdmin(connection, timeout)) {
      List<String> missing = missing(broker, names);
      // A topic just created may not be known to every broker yet.
      for (int again = 0; again < 20 && !missing.isEmpty(); again++) {
        pause();
        missing = missing(broker, names);
      }
      if (!missing.isEmpty()) {
        throw new MissingTopicException(
            "Kafka at " + connection + " has no topic " + missing + "; create the topics first");
      }
    } catch (ExecutionException e) {
      throw new BrokerException(
          "Kafka at " + connection + " does not tell its topics: " + e.getCause().getMessage(), e);
    }
  }

  private static List<String> missing(BrokerAdmin broker, Collection<String> names)
      throws ExecutionException {
    Set<String> known = broker.await(broker.admin().listTopics().names());
    return names.stream().filter(name -> !known.contains(name)).toList();
  }

  /** Waits until the broker itself knows the topics, a moment after its controller does. */
  private void awaitUsable(BrokerAdmin broker, List<String> names) throws ExecutionException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!isUsable(broker, names)) {
      if (System.nanoTime() - deadline > 0) {
        throw new BrokerException(
            "Kafka at "
                + connection
                + " finds no leader for the topics "
                + names
                + " within "
                + timeout.toMillis()
                + " ms; look at the broker's log");
      }
      pause();
    }
  }

  private static boolean isUsable(BrokerAdmin broker, List<String> names)
      throws ExecutionException {
    try {
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      for (TopicDescription topic :
          broker.await(broker.admin().describeTopics(names).allTopicNames()).values()) {
        for (TopicPartitionInfo partition : topic.partitions()) {
          if (partition.leader() == null || partition.leader().isEmpty()) {
            return false;
          }
          ends.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest());
        }
      }
      // A broker names a leader before that leader has opened its log; only the leader itself, when
      // it tells where its log ends, proves that it takes records.
      broker.await(broker.admin().listOffsets(ends).all());
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RetriableException) {
        return false;
      }
      throw e;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException("Interrupted while waiting for Kafka", e);
    }
  }

  private boolean createdByUs(BrokerAdmin broker, CreateTopicsResult result, String topic) {
    try {
      broker.await(result.values().get(topic));
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return false;
      }
      throw new BrokerException(
          "Kafka at "
              + connection
              + " refuses to create topic "
              + topic
              + ": "
              + e.getCause().getMessage(),
          e);
    }
  }

  private static List<Difference> differences(BrokerAdmin broker, List<TopicSpec> specs)
      throws ExecutionException {
    List<String> names = specs.stream().map(TopicSpec::name).toList();
    Map<String, TopicDescription> descriptions =
        broker.await(broker.admin().describeTopics(names).allTopicNames());
    Map<ConfigResource, Config> settings =
        broker.await(
            broker.admin().describeConfigs(names.stream().map(Topics::resource).toList()).all());
    List<Difference> differences = new ArrayList<>();
    for (TopicSpec spec : specs) {
      TopicDescription description = descriptions.get(spec.name());
      compare(differences, spec, "partitions", spec.partitions(), description.partitions().size());
      spec.replication()
          .ifPresent(
              replicas ->
                  compare(
                      differences,
                      spec,
                      "replication",
                      replicas,
                      description.partitions().get(0).replicas().size()));
      Config config = settings.get(resource(spec.name()));
      for (Map.Entry<String, String> setting : new TreeMap<>(spec.settings()).entrySet()) {
        ConfigEntry entry = config.get(setting.getKey());
        compare(
            differences,
            spec,
            setting.getKey(),
            setting.getValue(),
            entry == null ? "none" : entry.value());
      }
    }
    return List.copyOf(differences);
  }

  private static void compare(
      List<Difference> differences, TopicSpec spec, String setting, Object wanted, Object found) {
    if (!wanted.toString().equals(found.toString())) {
      differences.add(new Difference(spec.name(), setting, wanted.toString(), found.toString()));
    }
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }
}
