// SPDX-License-Identifier: Apache-2.0
package io.monolead.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaITCase {
  /** Threads of libraries that serve the whole process and never end: no broker owns them. */
  private static final Set<String> OF_THE_PROCESS =
      Set.of("metrics-meter-tick-thread-1", "metrics-meter-tick-thread-2");

  @Test
  void startsIsUsedStopsAndStartsAgainLeavingNothingBehind() throws Exception {
    try (EmbeddedKafka warmUp = EmbeddedKafka.start()) {
      assertThat(warmUp.port()).isPositive();
    }
    Set<Path> directoriesBefore = temporaryDirectories();
    Set<Thread> threadsBefore = Thread.getAllStackTraces().keySet();

    for (int round = 0; round < 2; round++) {
      try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
        createTopic(kafka, "words");
        produceInTransaction(kafka, "words", List.of("one", "two"));
        assertThat(consume(kafka, "words", 2)).containsExactly("one", "two");
      }
    }

    assertThat(temporaryDirectories()).isEqualTo(directoriesBefore);
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> !threadsBefore.contains(thread))
        .extracting(Thread::getName)
        .filteredOn(name -> !OF_THE_PROCESS.contains(name))
        .isEmpty();
  }

  @Test
  void keepsItsDataInAGivenFolder(@TempDir Path folder) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.builder().optDataDirectory(folder).start()) {
      createTopic(kafka, "words");
      produceInTransaction(kafka, "words", List.of("kept"));
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.builder().optDataDirectory(folder).start()) {
      assertThat(consume(kafka, "words", 1)).containsExactly("kept");
    }
  }

  @Test
  void doesNotCreateTopicsByUse() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      assertThatThrownBy(() -> admin.describeTopics(List.of("none")).allTopicNames().get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
    }
  }

  @Test
  void namesThePortThatIsInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> EmbeddedKafka.builder().optPort(port).start())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("port " + port + " is in use");
    }
  }

  private static void createTopic(EmbeddedKafka kafka, String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
  }

  private static void produceInTransaction(EmbeddedKafka kafka, String topic, List<String> words)
      throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "test"),
            new StringSerializer(),
            new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      for (String word : words) {
        producer.send(new ProducerRecord<>(topic, word)).get();
      }
      producer.commitTransaction();
    }
  }

  private static List<String> consume(EmbeddedKafka kafka, String topic, int count) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", kafka.bootstrapServers(),
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      List<String> words = new ArrayList<>();
      for (int polls = 0; words.size() < count && polls < 100; polls++) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
          words.add(record.value());
        }
      }
      return words;
    }
  }

  /** Of this process: others have brokers at the same time. */
  private static Set<Path> temporaryDirectories() throws Exception {
    String ours = "monolead-kafka-" + ProcessHandle.current().pid() + "-";
    try (Stream<Path> entries = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return entries
          .filter(path -> path.getFileName().toString().startsWith(ours))
          .collect(Collectors.toSet());
    }
  }
}
