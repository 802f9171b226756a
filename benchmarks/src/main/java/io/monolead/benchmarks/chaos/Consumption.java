// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.chaos;

import io.monolead.benchmarks.process.KafkaClients;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far the job has come in its input. */
final class Consumption {
  private static final long PAUSE_MILLIS = 500;

  /** Watermarks, timers and the checkpoint that commits what they raise take a few seconds. */
  private static final Duration SETTLED = Duration.ofSeconds(15);

  private Consumption() {}

  /**
   * Waits until a checkpoint holds the whole input, and until what follows from it has settled.
   *
   * @throws IllegalStateException if that takes longer than allowed
   */
  static void await(KafkaClients clients, String topic, String group, Duration atMost)
      throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    try (Admin admin = clients.admin()) {
      while (!complete(admin, topic, group)) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException(
              "The job has not read " + topic + " to its end within " + atMost.toSeconds() + " s");
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
    Thread.sleep(SETTLED.toMillis());
  }

  private static boolean complete(Admin admin, String topic, String group)
      throws InterruptedException {
    try {
      TopicDescription description =
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
      Map<TopicPartition, OffsetSpec> latest =
          description.partitions().stream()
              .collect(
                  Collectors.toMap(
                      partition -> new TopicPartition(topic, partition.partition()),
                      partition -> OffsetSpec.latest(),
                      (a, b) -> a,
                      HashMap::new));
      Map<TopicPartition, ListOffsetsResultInfo> ends = admin.listOffsets(latest).all().get();
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      return ends.entrySet().stream()
          .allMatch(
              end -> {
                OffsetAndMetadata at = committed.get(end.getKey());
                long offset = at == null ? 0 : at.offset();
                return offset >= end.getValue().offset();
              });
    } catch (ExecutionException e) {
      // The broker may be on its way back; asked again until the time is over.
      return false;
    }
  }
}
