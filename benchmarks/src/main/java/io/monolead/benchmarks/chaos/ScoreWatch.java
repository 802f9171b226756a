// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.chaos;

import io.monolead.benchmarks.process.KafkaClients;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the committed scores: up to when each device has been scored. Thread-safe. */
final class ScoreWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ScoreWatch.class);
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, Long> scoredToMillis = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean closed;
  private volatile long scores;

  ScoreWatch(KafkaClients clients, String topic, int partitions) {
    consumer = clients.consumer(true);
    List<TopicPartition> all =
        IntStream.range(0, partitions)
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
    thread = new Thread(this::follow, "score-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private void follow() {
    long count = 0;
    while (!closed) {
      try {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          count++;
          // Scores are stamped with the end of their window.
          scoredToMillis.merge(
              new String(record.key(), StandardCharsets.UTF_8), record.timestamp(), Math::max);
        }
        scores = count;
      } catch (KafkaException e) {
        // A broker that dies and returns may answer anything; only what it delivers counts.
        LOG.warn("Reading scores: {}", e.getMessage());
      }
    }
    consumer.close();
  }

  /** Committed scores so far. */
  long scores() {
    return scores;
  }

  /** How many devices are scored up to this event time, milliseconds since 1970. */
  long devicesScoredTo(long millis) {
    return scoredToMillis.values().stream().filter(end -> end >= millis).count();
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(Duration.ofSeconds(30).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
