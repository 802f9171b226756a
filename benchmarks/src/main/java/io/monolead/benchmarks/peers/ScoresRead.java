// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.peers;

import io.monolead.schemas.EcgScore;
import io.monolead.schemas.WireFormat;
import io.monolead.schemas.WireFormatException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The scores that one system wrote: of each window the first, and how many came again.
 *
 * @param scores by device and start of the window
 * @param repeated records beyond the first of a window
 */
record ScoresRead(Map<Window, Score> scores, int repeated) {

  /** A window of a device, by its start in microseconds. */
  record Window(String deviceId, long startMicros) {}

  /** When a score reached the broker, milliseconds since 1970, and its probabilities. */
  record Score(long appendedMillis, float[] probabilities) {}

  /** Whether a run goes on; throws if it cannot end well. */
  @FunctionalInterface
  interface StillRunning {
    void check() throws Exception;
  }

  /** Where the topic ends now, by partition. */
  static Map<TopicPartition, Long> ends(PeerSetup broker) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(broker)) {
      return consumer.endOffsets(partitions(consumer, broker));
    }
  }

  /**
   * Reads committed scores until there is one of each window.
   *
   * @param from where to begin
   * @param windows how many windows there are
   */
  static ScoresRead read(
      PeerSetup broker, Map<TopicPartition, Long> from, int windows, StillRunning running)
      throws Exception {
    WireFormat<EcgScore> format = WireFormat.of(EcgScore.class);
    Map<Window, Score> scores = new HashMap<>();
    int repeated = 0;
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(broker)) {
      consumer.assign(from.keySet());
      from.forEach(consumer::seek);
      // To look is cheap and to read is not: the cores are the system's until it is done.
      while (appended(consumer, from) < windows) {
        running.check();
        Thread.sleep(500);
      }
      while (scores.size() < windows) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
          if (put(scores, format, record)) {
            repeated++;
          }
        }
        running.check();
        Thread.sleep(200);
      }
    }
    return new ScoresRead(scores, repeated);
  }

  /** Records that have been committed since, and a few more that end transactions. */
  private static long appended(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> from) {
    return consumer.endOffsets(from.keySet()).entrySet().stream()
        .mapToLong(end -> end.getValue() - from.get(end.getKey()))
        .sum();
  }

  private static boolean put(
      Map<Window, Score> scores, WireFormat<EcgScore> format, ConsumerRecord<byte[], byte[]> record)
      throws WireFormatException {
    EcgScore score = format.decode(record.value());
    float[] probabilities = new float[score.getProbabilities().size()];
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = score.getProbabilities().get(i).getProbability();
    }
    return scores.putIfAbsent(
            new Window(score.getDeviceId(), score.getWindowStartMicros()),
            new Score(record.timestamp(), probabilities))
        != null;
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, PeerSetup broker) {
    return consumer.partitionsFor(broker.scores()).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }

  private static KafkaConsumer<byte[], byte[]> consumer(PeerSetup broker) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "isolation.level",
            "read_committed",
            "enable.auto.commit",
            "false"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  /**
   * Windows per second from the middle to nine tenths of all windows, by the broker's clock:
   * without what a system needs to start, until its code is compiled, and to end.
   */
  double windowsPerSecond() {
    long[] times = scores.values().stream().mapToLong(Score::appendedMillis).sorted().toArray();
    return windowsPerSecond(times);
  }

  static double windowsPerSecond(long[] sortedMillis) {
    int from = sortedMillis.length / 2;
    int to = sortedMillis.length * 9 / 10;
    long millis = sortedMillis[to] - sortedMillis[from];
    return (to - from) * 1e3 / millis;
  }

  /** Seconds between the first and the last score. */
  double seconds() {
    long[] times = scores.values().stream().mapToLong(Score::appendedMillis).toArray();
    return (Arrays.stream(times).max().orElse(0) - Arrays.stream(times).min().orElse(0)) / 1e3;
  }

  /**
   * Largest difference of a probability to those of another system.
   *
   * @throws IllegalStateException if the other has not scored the same windows
   */
  double difference(ScoresRead other) {
    if (!scores.keySet().equals(other.scores.keySet())) {
      throw new IllegalStateException(
          "The systems have scored different windows: "
              + scores.size()
              + " and "
              + other.scores.size());
    }
    double largest = 0;
    for (Map.Entry<Window, Score> entry : scores.entrySet()) {
      double difference =
          Logits.difference(
              entry.getValue().probabilities(), other.scores.get(entry.getKey()).probabilities());
      largest = Math.max(largest, difference);
    }
    return largest;
  }
}
