// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Looks into stretches of a topic, one after the other, for a tool that shows what was. Committed
 * records only; without a trace on the broker. Belongs to one thread, which closes it.
 */
public final class TopicScan implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConnection connection;
  private final Duration timeout;
  private final KafkaConsumer<byte[], byte[]> consumer;

  /** Why a scan ended. */
  public enum End {
    /** The reader had enough. */
    ENOUGH,
    /** There is no more. */
    NO_MORE,
    /** The time was over. */
    TIME
  }

  /**
   * @param connection where Kafka is
   * @param timeout time in which the broker must answer a question
   * @throws BrokerException if the connection's properties are wrong
   */
  public TopicScan(KafkaConnection connection, Duration timeout) {
    this.connection = connection;
    this.timeout = timeout;
    String millis = Long.toString(timeout.toMillis());
    try {
      consumer =
          new KafkaConsumer<>(
              connection.properties(
                  Map.of(
                      "isolation.level", "read_committed",
                      "auto.offset.reset", "earliest",
                      "enable.auto.commit", "false",
                      "allow.auto.create.topics", "false",
                      "default.api.timeout.ms", millis,
                      "request.timeout.ms", millis)),
              new ByteArrayDeserializer(),
              new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  /**
   * The numbers of a topic's partitions.
   *
   * @throws MissingTopicException if there is no such topic
   * @throws BrokerException if the broker does not answer
   */
  public List<Integer> partitions(String topic) {
    try {
      List<PartitionInfo> found = consumer.partitionsFor(topic, timeout);
      if (found == null || found.isEmpty()) {
        throw new MissingTopicException("Kafka at " + connection + " has no topic " + topic);
      }
      return found.stream().map(PartitionInfo::partition).toList();
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  /**
   * The first record whose timestamp is not before an instant; every record with such a timestamp
   * lies there or later. Empty if there is none.
   *
   * @throws BrokerException if the broker does not answer
   */
  public OptionalLong offsetAt(String topic, int partition, Instant instant) {
    TopicPartition where = new TopicPartition(topic, partition);
    try {
      OffsetAndTimestamp found =
          consumer
              .offsetsForTimes(Map.of(where, Math.max(0, instant.toEpochMilli())), timeout)
              .get(where);
      return found == null ? OptionalLong.empty() : OptionalLong.of(found.offset());
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  /**
   * Hands out the records of a partition, from an offset to the end that it has now.
   *
   * @param fromOffset of the first record; if it has been deleted, the oldest that is left
   * @param more takes each record and says whether it wants another
   * @param atMost time after which reading ends
   * @throws BrokerException if the broker does not answer
   */
  public End read(
      String topic, int partition, long fromOffset, Predicate<SourceRecord> more, Duration atMost) {
    TopicPartition where = new TopicPartition(topic, partition);
    long until = System.nanoTime() + atMost.toNanos();
    try {
      consumer.assign(List.of(where));
      long end = consumer.endOffsets(List.of(where), timeout).get(where);
      long oldest = consumer.beginningOffsets(List.of(where), timeout).get(where);
      consumer.seek(where, Math.max(fromOffset, oldest));
      while (consumer.position(where) < end) {
        if (System.nanoTime() - until > 0) {
          return End.TIME;
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (record.offset() < end
              && !more.test(
                  new SourceRecord(
                      record.topic(),
                      record.partition(),
                      record.offset(),
                      record.timestamp(),
                      record.key(),
                      record.value()))) {
            return End.ENOUGH;
          }
        }
      }
      return End.NO_MORE;
    } catch (KafkaException e) {
      throw failed(e);
    } finally {
      consumer.unsubscribe();
    }
  }

  private BrokerException failed(KafkaException e) {
    if (e instanceof TimeoutException) {
      return new BrokerException(
          "No Kafka broker answered at "
              + connection
              + " within "
              + timeout.toMillis()
              + " ms; check the address, or start a broker there",
          e);
    }
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return new BrokerException(
        "Cannot read from Kafka at " + connection + ": " + cause.getMessage(), e);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
