// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows committed records of some topics, from a time on, through whatever happens to the broker:
 * for a program that runs for months and shows what it reads.
 *
 * <p>Each record comes once, in the order of its partition. While no broker answers, nothing comes;
 * when one answers again, reading goes on where it stopped. Topics that fit and are created later,
 * and partitions that are added, are found within seconds and read from their beginning. Leaves no
 * trace on the broker. Belongs to one thread, which closes it.
 */
public final class TopicFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration LOOK_AROUND = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofSeconds(2);
  private static final long FIRST_PAUSE_MILLIS = 250;
  private static final long LONGEST_PAUSE_MILLIS = 10_000;

  private final KafkaConnection connection;
  private final List<Selection> selections;
  private final Duration timeout;
  private final Duration lookAroundEvery;
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private final Map<TopicPartition, Long> endsAtStart = new HashMap<>();
  private KafkaConsumer<byte[], byte[]> consumer;
  private MetricName connections;
  private long lookedAroundNanos;
  private long openAgainNanos;
  private long pauseMillis = FIRST_PAUSE_MILLIS;
  private boolean connected = true;
  private boolean caughtUp;

  /**
   * Topics that are read from the same time on.
   *
   * @param topics by their names
   * @param history how much is read of what is there already: records whose timestamps are at most
   *     so much earlier than the latest of these topics, or than now if that is earlier. Timestamps
   *     are event times, and a replayed recording may be decades old.
   */
  public record Selection(Predicate<String> topics, Duration history) {}

  /**
   * Opens the topics.
   *
   * @param timeout time in which the broker must answer
   * @throws BrokerException if it does not
   */
  public TopicFollower(KafkaConnection connection, List<Selection> selections, Duration timeout) {
    this(connection, selections, timeout, LOOK_AROUND);
  }

  /** The same, which looks for new topics so often. */
  TopicFollower(
      KafkaConnection connection,
      List<Selection> selections,
      Duration timeout,
      Duration lookAroundEvery) {
    this.connection = connection;
    this.selections = List.copyOf(selections);
    this.timeout = timeout;
    this.lookAroundEvery = lookAroundEvery;
    boolean opened = false;
    try {
      consumer = newConsumer();
      connections = connectionCount(consumer);
      List<TopicPartition> found = partitions(timeout);
      startOffsets(found);
      assign();
      endsAtStart.putAll(consumer.endOffsets(found, timeout));
      opened = true;
    } catch (TimeoutException e) {
      throw new BrokerException(
          "No Kafka broker answered at "
              + connection
              + " within "
              + timeout.toMillis()
              + " ms; check the address, or start a broker there",
          e);
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new BrokerException(
          "Cannot read from Kafka at " + connection + ": " + cause.getMessage(), e);
    } finally {
      if (!opened && consumer != null) {
        consumer.close();
      }
    }
    lookedAroundNanos = System.nanoTime();
  }

  private KafkaConsumer<byte[], byte[]> newConsumer() {
    String millis = Long.toString(timeout.toMillis());
    return new KafkaConsumer<>(
        connection.properties(
            Map.of(
                "isolation.level",
                "read_committed",
                // Where retention deleted what comes next, the oldest that is left comes next.
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                "false",
                "allow.auto.create.topics",
                "false",
                "reconnect.backoff.max.ms",
                "1000",
                "default.api.timeout.ms",
                millis,
                "request.timeout.ms",
                millis)),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static MetricName connectionCount(KafkaConsumer<byte[], byte[]> consumer) {
    return consumer.metrics().keySet().stream()
        .filter(name -> name.name().equals("connection-count"))
        .filter(name -> name.group().equals("consumer-metrics"))
        .findFirst()
        .orElse(null);
  }

  private List<TopicPartition> partitions(Duration atMost) {
    List<TopicPartition> found = new ArrayList<>();
    for (Map.Entry<String, List<PartitionInfo>> topic : consumer.listTopics(atMost).entrySet()) {
      if (selections.stream().anyMatch(selection -> selection.topics().test(topic.getKey()))) {
        topic
            .getValue()
            .forEach(info -> found.add(new TopicPartition(info.topic(), info.partition())));
      }
    }
    return found;
  }

  private void startOffsets(List<TopicPartition> found) {
    try (BrokerAdmin broker = new BrokerAdmin(connection, timeout)) {
      for (Selection selection : selections) {
        List<TopicPartition> chosen =
            found.stream().filter(partition -> selection.topics().test(partition.topic())).toList();
        if (chosen.isEmpty()) {
          continue;
        }
        long latest =
            offsets(broker, chosen, OffsetSpec.maxTimestamp()).values().stream()
                .mapToLong(ListOffsetsResultInfo::timestamp)
                .max()
                .orElse(0);
        long from = Math.min(latest, System.currentTimeMillis()) - selection.history().toMillis();
        Map<TopicPartition, ListOffsetsResultInfo> ends =
            offsets(broker, chosen, OffsetSpec.latest());
        offsets(broker, chosen, OffsetSpec.forTimestamp(Math.max(0, from)))
            .forEach(
                (partition, first) ->
                    next.putIfAbsent(
                        partition,
                        first.offset() < 0
                            ? ends.get(partition).offset()
                            : Math.min(first.offset(), ends.get(partition).offset())));
      }
    } catch (ExecutionException e) {
      throw new BrokerException(
          "Kafka at "
              + connection
              + " does not tell the offsets of its topics: "
              + e.getCause().getMessage(),
          e);
    }
  }

  private static Map<TopicPartition, ListOffsetsResultInfo> offsets(
      BrokerAdmin broker, List<TopicPartition> partitions, OffsetSpec which)
      throws ExecutionException {
    Map<TopicPartition, OffsetSpec> question = new HashMap<>();
    partitions.forEach(partition -> question.put(partition, which));
    return broker.await(
        broker
            .admin()
            .listOffsets(question, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
            .all());
  }

  private void assign() {
    consumer.assign(next.keySet());
    next.forEach(consumer::seek);
  }

  /**
   * The records that come next, in the order of their partitions.
   *
   * @param atMost how long to wait for the first; without any the list is empty
   */
  public List<SourceRecord> poll(Duration atMost) {
    long start = System.nanoTime();
    if (consumer == null && !openAgain(atMost)) {
      return List.of();
    }
    List<SourceRecord> records = new ArrayList<>();
    try {
      for (ConsumerRecord<byte[], byte[]> record : poll(consumer, atMost)) {
        records.add(
            new SourceRecord(
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.key(),
                record.value()));
        next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
      }
      // Marks of transactions are passed too, without a record.
      for (TopicPartition partition : consumer.assignment()) {
        next.put(partition, consumer.position(partition, atMost));
      }
      connected = !records.isEmpty() || next.isEmpty() || isConnected();
      if (!records.isEmpty()) {
        pauseMillis = FIRST_PAUSE_MILLIS;
      }
      if (connected && start - lookedAroundNanos > lookAroundEvery.toNanos()) {
        lookedAroundNanos = start;
        lookAround();
      }
    } catch (TimeoutException e) {
      connected = false;
    } catch (KafkaException e) {
      LOG.warn("Reading from Kafka failed and is begun again: {}", e.getMessage());
      closeConsumer();
    }
    return records;
  }

  private ConsumerRecords<byte[], byte[]> poll(
      KafkaConsumer<byte[], byte[]> from, Duration atMost) {
    if (next.isEmpty()) {
      // Kafka's client refuses to wait for nothing.
      pause(atMost.toMillis());
      return ConsumerRecords.empty();
    }
    return from.poll(atMost);
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean openAgain(Duration atMost) {
    long wait = openAgainNanos - System.nanoTime();
    if (wait > 0) {
      pause(Math.min(atMost.toMillis(), wait / 1_000_000 + 1));
      return false;
    }
    try {
      consumer = newConsumer();
      connections = connectionCount(consumer);
      assign();
      return true;
    } catch (KafkaException e) {
      LOG.warn("Kafka cannot be read yet: {}", e.getMessage());
      closeConsumer();
      return false;
    }
  }

  private void closeConsumer() {
    connected = false;
    openAgainNanos = System.nanoTime() + pauseMillis * 1_000_000;
    pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
    if (consumer != null) {
      KafkaConsumer<byte[], byte[]> broken = consumer;
      consumer = null;
      broken.close();
    }
  }

  /** Without a single connection nobody answers; Kafka's client itself stays silent about it. */
  private boolean isConnected() {
    return connections == null
        || !(consumer.metrics().get(connections).metricValue() instanceof Number count)
        || count.doubleValue() > 0;
  }

  private void lookAround() {
    boolean more = false;
    for (TopicPartition partition : partitions(SHORT)) {
      more |= next.putIfAbsent(partition, 0L) == null;
    }
    if (more) {
      assign();
    }
  }

  /** Whether a broker answers. */
  public boolean connected() {
    return connected;
  }

  /** Whether everything that was there at the start has been read. */
  public boolean caughtUp() {
    if (!caughtUp) {
      caughtUp =
          endsAtStart.entrySet().stream()
              .allMatch(end -> next.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }
    return caughtUp;
  }

  /** The topics that are read. */
  public Set<String> topics() {
    Set<String> names = new TreeSet<>();
    next.keySet().forEach(partition -> names.add(partition.topic()));
    return names;
  }

  @Override
  public void close() {
    if (consumer != null) {
      consumer.close();
    }
  }
}
