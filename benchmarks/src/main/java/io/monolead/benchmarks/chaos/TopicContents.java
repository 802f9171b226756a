// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.chaos;

import io.monolead.benchmarks.process.KafkaClients;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * What committed readers find in some topics.
 *
 * @param topics of each topic its records, each with how often it is there
 * @param uncommitted records and markers behind the last stable offset, over all topics: above 0 if
 *     a transaction was left open
 */
record TopicContents(Map<String, Map<Entry, Integer>> topics, long uncommitted) {
  private static final Duration POLL = Duration.ofMillis(200);

  TopicContents {
    topics = Map.copyOf(topics);
  }

  /**
   * A record as its readers see it.
   *
   * @param partition the partition
   * @param timestampMillis milliseconds since 1970
   * @param key all bytes; null if there is none
   * @param value all bytes; null if there are none
   */
  record Entry(int partition, long timestampMillis, ByteBuffer key, ByteBuffer value) {}

  /** Reads all topics from end to end. */
  static TopicContents read(KafkaClients clients, Collection<String> names) {
    try (KafkaConsumer<byte[], byte[]> committed = clients.consumer(true);
        KafkaConsumer<byte[], byte[]> all = clients.consumer(false)) {
      List<TopicPartition> partitions =
          names.stream()
              .flatMap(name -> committed.partitionsFor(name).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      committed.assign(partitions);
      committed.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = committed.endOffsets(partitions);
      long uncommitted =
          all.endOffsets(partitions).entrySet().stream()
              .mapToLong(end -> end.getValue() - ends.get(end.getKey()))
              .sum();
      Map<String, Map<Entry, Integer>> topics = new TreeMap<>();
      names.forEach(name -> topics.put(name, new HashMap<>()));
      while (ends.entrySet().stream()
          .anyMatch(end -> committed.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : committed.poll(POLL)) {
          topics.get(record.topic()).merge(entry(record), 1, Integer::sum);
        }
      }
      return new TopicContents(topics, uncommitted);
    }
  }

  private static Entry entry(ConsumerRecord<byte[], byte[]> record) {
    return new Entry(
        record.partition(), record.timestamp(), wrap(record.key()), wrap(record.value()));
  }

  private static ByteBuffer wrap(byte[] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }
}
