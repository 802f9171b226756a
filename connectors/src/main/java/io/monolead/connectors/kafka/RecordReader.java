// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import io.monolead.schemas.WireFormat;
import io.monolead.schemas.WireFormatException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads committed records of one kind from all partitions of some topics, for tools: without a
 * group, without a trace on the broker.
 *
 * <p>Bytes that are not such a record are counted, logged with where they lie, and left out.
 * Belongs to one thread.
 *
 * @param <T> the generated class of the records
 */
public final class RecordReader<T extends SpecificRecord> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RecordReader.class);
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final WireFormat<T> format;
  private final List<TopicPartition> partitions = new ArrayList<>();
  private long undecodable;
  private BiConsumer<SourceRecord, String> leftOut =
      (source, why) -> LOG.warn("Left out {}: {}", source.origin(), why);

  /** Where to begin. */
  public enum From {
    /** At the oldest record. */
    EARLIEST,
    /** At records written from now on. */
    LATEST
  }

  /**
   * A record and where it lies.
   *
   * @param source the record's origin, key and bytes
   * @param record the record itself
   */
  public record Received<T>(SourceRecord source, T record) {}

  /**
   * Opens the topics.
   *
   * @param timeout time in which the broker must answer
   * @throws BrokerException if the broker does not answer in time, or a topic does not exist
   */
  public RecordReader(
      KafkaConnection connection,
      Class<T> type,
      Collection<String> topics,
      From from,
      Duration timeout) {
    format = connection.reader(type);
    try {
      consumer =
          new KafkaConsumer<>(
              connection.properties(
                  Map.of(
                      "isolation.level",
                      "read_committed",
                      "auto.offset.reset",
                      "earliest",
                      "enable.auto.commit",
                      "false",
                      "allow.auto.create.topics",
                      "false",
                      "default.api.timeout.ms",
                      Long.toString(timeout.toMillis()),
                      "request.timeout.ms",
                      Long.toString(timeout.toMillis()))),
              new ByteArrayDeserializer(),
              new ByteArrayDeserializer());
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new BrokerException(
          "Cannot connect to Kafka at " + connection + ": " + cause.getMessage(), e);
    }
    try {
      for (String topic : topics) {
        List<PartitionInfo> found = consumer.partitionsFor(topic, timeout);
        if (found == null || found.isEmpty()) {
          throw new BrokerException(
              "Kafka at " + connection + " has no topic " + topic + "; create the topics first");
        }
        found.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
      }
      consumer.assign(partitions);
      if (from == From.EARLIEST) {
        consumer.seekToBeginning(partitions);
      } else {
        consumer.seekToEnd(partitions);
        // The positions are looked up here and now, not at the first poll.
        partitions.forEach(consumer::position);
      }
    } catch (TimeoutException e) {
      consumer.close();
      throw new BrokerException(
          "No Kafka broker answered at "
              + connection
              + " within "
              + timeout.toMillis()
              + " ms; check the address, or start a broker there",
          e);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /**
   * The records that come next, in the order of their partitions.
   *
   * @param atMost how long to wait for the first; without any the list is empty
   * @throws io.monolead.schemas.RegistryException if a registry is needed and does not answer; some
   *     records are passed over then, so that only a new reader reads on without a loss
   */
  public List<Received<T>> poll(Duration atMost) {
    List<Received<T>> received = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(atMost)) {
      SourceRecord source =
          new SourceRecord(
              record.topic(),
              record.partition(),
              record.offset(),
              record.timestamp(),
              record.key(),
              record.value());
      try {
        received.add(new Received<>(source, format.decode(record.value())));
      } catch (WireFormatException e) {
        undecodable++;
        leftOut.accept(source, e.getMessage());
      }
    }
    return received;
  }

  /** Everything from the current position to the end of the topics as it is now. */
  public List<Received<T>> readToEnd() {
    List<Received<T>> received = new ArrayList<>();
    forEachToEnd(received::add);
    return received;
  }

  /** Hands out what {@link #readToEnd} gives, one by one, without keeping it. */
  public void forEachToEnd(Consumer<Received<T>> action) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      poll(POLL).forEach(action);
    }
  }

  /** Hands records that cannot be decoded, and why, to someone instead of logging them. */
  public RecordReader<T> onLeftOut(BiConsumer<SourceRecord, String> consumer) {
    leftOut = consumer;
    return this;
  }

  /** Records left out so far because their bytes could not be decoded. */
  public long undecodable() {
    return undecodable;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
