// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.delivery;

import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.routing.transition.TransitionReader;
import io.monolead.schemas.WireFormatException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's clients for one target's consumer group.
 *
 * @param connection where Kafka is
 * @param topics names of the topics
 * @param group the consumer group, the target's own
 * @param start where a group begins that has no position yet
 */
public record GroupClients(
    KafkaConnection connection, TopicNames topics, String group, Start start) {
  private static final Logger LOG = LoggerFactory.getLogger(GroupClients.class);
  private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(30);
  private static final int MOST_RECORDS = 200;

  /** Where a group begins that has no position yet. */
  public enum Start {
    /** With what is written from now on. */
    LATEST,
    /** With the oldest record there is. */
    EARLIEST
  }

  /** All alert topics, those of labels to come included. */
  public Pattern alertTopics() {
    return Pattern.compile(Pattern.quote(topics.prefix() + "alerts.") + "[a-zA-Z0-9._-]+");
  }

  /** A consumer of the group; it reads committed records and commits nothing by itself. */
  public KafkaConsumer<byte[], byte[]> newConsumer() {
    Map<String, String> defaults = new HashMap<>();
    defaults.put("group.id", group);
    defaults.put("client.id", group);
    defaults.put("isolation.level", "read_committed");
    defaults.put("enable.auto.commit", "false");
    // A group that has positions and meets a new topic must read it from its first record.
    defaults.put("auto.offset.reset", "earliest");
    defaults.put("allow.auto.create.topics", "false");
    defaults.put("max.poll.records", Integer.toString(MOST_RECORDS));
    defaults.put("session.timeout.ms", "15000");
    defaults.put("heartbeat.interval.ms", "3000");
    // A label that gets its topic while this runs is found within this time.
    defaults.put("metadata.max.age.ms", "30000");
    defaults.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
    return new KafkaConsumer<>(
        properties(defaults), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * A producer.
   *
   * @param transactionalId names its transactions; empty for none
   */
  public KafkaProducer<byte[], byte[]> newProducer(Optional<String> transactionalId) {
    Map<String, String> defaults = new HashMap<>();
    defaults.put("client.id", group);
    defaults.put("acks", "all");
    defaults.put("enable.idempotence", "true");
    defaults.put("max.in.flight.requests.per.connection", "1");
    defaults.put("max.request.size", Integer.toString(8 << 20));
    // A process that is killed leaves its transaction open, and readers wait so long for it.
    transactionalId.ifPresent(id -> defaults.put("transaction.timeout.ms", "30000"));
    Map<String, Object> all = properties(defaults);
    transactionalId.ifPresent(id -> all.put("transactional.id", id));
    return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** What a record tells, or why it tells nothing. */
  public static Parcel open(TransitionReader reader, ConsumerRecord<byte[], byte[]> source) {
    try {
      return new Parcel(source, Optional.of(reader.read(source.topic(), source.value())), "");
    } catch (WireFormatException e) {
      return new Parcel(source, Optional.empty(), e.getMessage());
    }
  }

  /**
   * Gives the group its first positions, once in its life: every partition that there is, all at
   * the same end. Whatever has no position later is a new topic, and read from its beginning.
   *
   * @throws KafkaException if the broker does not answer or refuses
   */
  public void settleStart() throws InterruptedException {
    try (Admin admin = Admin.create(properties(Map.of()))) {
      if (!await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()).isEmpty()) {
        return;
      }
      Pattern wanted = alertTopics();
      Set<String> names =
          await(admin.listTopics().names()).stream()
              .filter(name -> wanted.matcher(name).matches())
              .collect(Collectors.toSet());
      Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
      await(admin.describeTopics(names).allTopicNames())
          .forEach(
              (name, topic) ->
                  topic
                      .partitions()
                      .forEach(
                          partition ->
                              asked.put(
                                  new TopicPartition(name, partition.partition()),
                                  start == Start.LATEST
                                      ? OffsetSpec.latest()
                                      : OffsetSpec.earliest())));
      if (asked.isEmpty()) {
        return;
      }
      Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
      await(admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all())
          .forEach(
              (partition, offset) ->
                  positions.put(partition, new OffsetAndMetadata(offset.offset())));
      await(admin.alterConsumerGroupOffsets(group, positions).all());
      LOG.info(
          "Group {} had no position and begins with the {} of {} partitions",
          group,
          start == Start.LATEST ? "end" : "beginning",
          positions.size());
    } catch (GroupNotEmptyException | UnknownMemberIdException e) {
      LOG.info("Group {} was given its first positions by another process", group);
    }
  }

  private Map<String, Object> properties(Map<String, String> defaults) {
    Map<String, Object> all = new HashMap<>(defaults);
    all.putAll(connection.clientProperties());
    all.put("bootstrap.servers", connection.bootstrapServers());
    return all;
  }

  private static <T> T await(KafkaFuture<T> answer) throws InterruptedException {
    try {
      return answer.get(ADMIN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException known) {
        throw known;
      }
      throw new KafkaException(e.getCause());
    } catch (TimeoutException e) {
      throw new org.apache.kafka.common.errors.TimeoutException(
          "No answer within " + ADMIN_TIMEOUT.toSeconds() + " s", e);
    }
  }

  /** The topics that must be there before a route starts. */
  public List<String> requiredTopics() {
    return List.of(topics.technicalAlerts());
  }
}
