// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.connectors.kafka.TopicFollower.Selection;
import io.monolead.embedded.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicFollowerITCase {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration GLANCE = Duration.ofMillis(100);
  private static final long LONG_AGO = 946_684_800_000L;

  @TempDir Path folder;

  private static KafkaProducer<String, String> producer(
      EmbeddedKafka kafka, String... transaction) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("bootstrap.servers", kafka.bootstrapServers());
    properties.put("delivery.timeout.ms", "120000");
    if (transaction.length > 0) {
      properties.put("transactional.id", transaction[0]);
    }
    return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
  }

  private static void create(EmbeddedKafka kafka, String... topics) {
    List<TopicSpec> specs = new ArrayList<>();
    for (String topic : topics) {
      // Records of another century are not to be deleted at once.
      specs.add(new TopicSpec(topic, 2, Optional.empty(), Map.of("retention.ms", "-1")));
    }
    new Topics(KafkaConnection.to(kafka.bootstrapServers())).create(specs);
  }

  private static List<String> read(TopicFollower follower, int count) {
    List<String> texts = new ArrayList<>();
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (texts.size() < count && System.nanoTime() < until) {
      follower
          .poll(GLANCE)
          .forEach(record -> texts.add(new String(record.value(), StandardCharsets.UTF_8)));
    }
    return texts;
  }

  private static Selection all(String prefix, Duration history) {
    return new Selection(topic -> topic.startsWith(prefix), history);
  }

  @Test
  void itBeginsAsFarBeforeTheLatestRecordAsIsAskedFor() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        KafkaProducer<String, String> producer = producer(kafka)) {
      create(kafka, "a.one", "a.two", "b");
      for (int second = 0; second < 100; second++) {
        producer
            .send(
                new ProducerRecord<>(
                    "a.one", second % 2, LONG_AGO + second * 1000L, "k", "one " + second))
            .get();
      }
      producer.send(new ProducerRecord<>("a.two", 0, LONG_AGO + 50_000, "k", "two")).get();
      // Something of today in another selection moves nothing here.
      producer.send(new ProducerRecord<>("b", 0, Instant.now().toEpochMilli(), "k", "b")).get();
      try (TopicFollower follower =
          new TopicFollower(
              KafkaConnection.to(kafka.bootstrapServers()),
              List.of(all("a.", Duration.ofSeconds(10)), all("b", Duration.ofSeconds(10))),
              TIMEOUT)) {
        assertThat(follower.topics()).containsExactly("a.one", "a.two", "b");
        assertThat(follower.caughtUp()).isFalse();
        assertThat(read(follower, 12))
            .containsExactlyInAnyOrder(
                "one 89", "one 90", "one 91", "one 92", "one 93", "one 94", "one 95", "one 96",
                "one 97", "one 98", "one 99", "b");
      }
    }
  }

  @Test
  void onlyWhatIsCommittedIsRead() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        KafkaProducer<String, String> producer = producer(kafka, "tx")) {
      create(kafka, "a");
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("a", 0, null, "k", "lost")).get();
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("a", 0, null, "k", "kept")).get();
      producer.commitTransaction();
      try (TopicFollower follower =
          new TopicFollower(
              KafkaConnection.to(kafka.bootstrapServers()),
              List.of(all("a", Duration.ofHours(1))),
              TIMEOUT)) {
        assertThat(read(follower, 1)).containsExactly("kept");
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!follower.caughtUp() && System.nanoTime() < until) {
          assertThat(follower.poll(GLANCE)).isEmpty();
        }
        assertThat(follower.caughtUp()).as("the marks of transactions are passed too").isTrue();
      }
    }
  }

  @Test
  void aRestartOfTheBrokerLosesNothingAndDoublesNothing() throws Exception {
    Path data = folder.resolve("broker");
    EmbeddedKafka kafka = EmbeddedKafka.builder().optDataDirectory(data).start();
    int port = kafka.port();
    create(kafka, "a");
    try (KafkaProducer<String, String> producer = producer(kafka);
        TopicFollower follower =
            new TopicFollower(
                KafkaConnection.to(kafka.bootstrapServers()),
                List.of(all("a", Duration.ofHours(1))),
                TIMEOUT)) {
      for (int i = 0; i < 10; i++) {
        producer.send(new ProducerRecord<>("a", 0, null, "k", "before " + i)).get();
      }
      assertThat(read(follower, 10)).hasSize(10);
      assertThat(follower.connected()).isTrue();

      kafka.close();
      long until = System.nanoTime() + PATIENCE.toNanos();
      while (follower.connected() && System.nanoTime() < until) {
        assertThat(follower.poll(GLANCE)).isEmpty();
      }
      assertThat(follower.connected()).isFalse();
      kafka = EmbeddedKafka.builder().optDataDirectory(data).optPort(port).start();

      for (int i = 0; i < 10; i++) {
        producer.send(new ProducerRecord<>("a", 0, null, "k", "after " + i)).get();
      }
      assertThat(read(follower, 10))
          .containsExactly(
              "after 0", "after 1", "after 2", "after 3", "after 4", "after 5", "after 6",
              "after 7", "after 8", "after 9");
      assertThat(follower.poll(GLANCE)).isEmpty();
      assertThat(follower.connected()).isTrue();
    } finally {
      kafka.close();
    }
  }

  @Test
  void aTopicThatComesLaterIsReadFromItsBeginning() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        KafkaProducer<String, String> producer = producer(kafka);
        TopicFollower follower =
            new TopicFollower(
                KafkaConnection.to(kafka.bootstrapServers()),
                List.of(all("a.", Duration.ZERO)),
                TIMEOUT,
                Duration.ofSeconds(1))) {
      assertThat(follower.poll(GLANCE)).isEmpty();
      assertThat(follower.caughtUp()).isTrue();
      create(kafka, "a.new");
      producer.send(new ProducerRecord<>("a.new", 0, LONG_AGO, "k", "first")).get();

      assertThat(read(follower, 1)).containsExactly("first");
    }
  }

  @Test
  void withoutABrokerTheStartSaysSo() {
    assertThatThrownBy(
            () ->
                new TopicFollower(
                    KafkaConnection.to("127.0.0.1:1"),
                    List.of(all("a", Duration.ZERO)),
                    Duration.ofSeconds(1)))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("127.0.0.1:1");
  }

  @Test
  void aScanReadsAStretchAndEndsWhereItIsTold() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        KafkaProducer<String, String> producer = producer(kafka);
        TopicScan scan = new TopicScan(KafkaConnection.to(kafka.bootstrapServers()), TIMEOUT)) {
      create(kafka, "a");
      for (int second = 0; second < 50; second++) {
        producer
            .send(
                new ProducerRecord<>(
                    "a", 1, LONG_AGO + second * 1000L, "k", Integer.toString(second)))
            .get();
      }
      producer.flush();
      assertThat(scan.partitions("a")).containsExactlyInAnyOrder(0, 1);
      assertThatThrownBy(() -> scan.partitions("nothing"))
          .isInstanceOf(MissingTopicException.class);
      assertThat(scan.offsetAt("a", 0, Instant.ofEpochMilli(LONG_AGO))).isEmpty();
      long from = scan.offsetAt("a", 1, Instant.ofEpochMilli(LONG_AGO + 19_500)).orElseThrow();
      assertThat(from).isEqualTo(20);

      List<String> read = new ArrayList<>();
      assertThat(
              scan.read(
                  "a",
                  1,
                  from,
                  record -> {
                    read.add(new String(record.value(), StandardCharsets.UTF_8));
                    return read.size() < 3;
                  },
                  TIMEOUT))
          .isEqualTo(TopicScan.End.ENOUGH);
      assertThat(read).containsExactly("20", "21", "22");
      assertThat(scan.read("a", 1, 45, record -> read.add("x"), TIMEOUT))
          .isEqualTo(TopicScan.End.NO_MORE);
      assertThat(read).hasSize(8);
      assertThat(scan.read("a", 0, 0, record -> read.add("x"), TIMEOUT))
          .isEqualTo(TopicScan.End.NO_MORE);
    }
  }
}
