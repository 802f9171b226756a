// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic of somebody else's whose records are texts in UTF-8. */
public final class TextTopic {
  private static final Duration POLL = Duration.ofMillis(100);

  private TextTopic() {}

  /**
   * A record.
   *
   * @param partition its partition
   * @param offset its offset
   * @param text its value
   */
  public record Entry(int partition, long offset, String text) {}

  /**
   * Everything that is in a topic now, in the order of each partition; records without a value are
   * left out.
   *
   * @param timeout time in which the broker must answer
   * @throws BrokerException if it does not, or there is no such topic
   */
  public static List<Entry> read(KafkaConnection connection, String topic, Duration timeout) {
    String millis = Long.toString(timeout.toMillis());
    try (KafkaConsumer<byte[], byte[]> consumer =
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
            new ByteArrayDeserializer())) {
      List<PartitionInfo> found = consumer.partitionsFor(topic, timeout);
      if (found == null || found.isEmpty()) {
        throw new BrokerException(
            "Kafka at " + connection + " has no topic " + topic + "; check its name");
      }
      List<TopicPartition> partitions =
          found.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<Entry> entries = new ArrayList<>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (record.value() != null) {
            entries.add(
                new Entry(
                    record.partition(),
                    record.offset(),
                    new String(record.value(), StandardCharsets.UTF_8)));
          }
        }
      }
      return entries;
    } catch (TimeoutException e) {
      throw new BrokerException(
          "No Kafka broker answered at " + connection + " within " + millis + " ms", e);
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new BrokerException(
          "Cannot read " + topic + " from Kafka at " + connection + ": " + cause.getMessage(), e);
    }
  }
}
