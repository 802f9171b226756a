// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.connectors.kafka.SegmentRange.Span;
import io.monolead.embedded.EmbeddedFlink;
import io.monolead.embedded.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A topic of two partitions: ten seconds in the one, one record a second, and six in the other. */
class SegmentRangeITCase {
  private static final String TOPIC = "history";
  private static final long START = Instant.parse("2026-11-01T00:00:00Z").toEpochMilli();
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

  /** Seconds after the start of the records of each partition, in their order. */
  private static final long[][] SECONDS = {
    // Second 3 comes late; one clock is 100 s ahead.
    {0, 1, 2, 4, 3, 5, 105, 6, 7, 8},
    {0, 1, 2, 3, 4, 5}
  };

  private static EmbeddedKafka kafka;
  private static EmbeddedFlink flink;
  private static KafkaConnection connection;

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start();
    flink = EmbeddedFlink.start(1);
    connection = KafkaConnection.to(kafka.bootstrapServers());
    create(TOPIC);
    produce(TOPIC);
  }

  @AfterAll
  static void stop() {
    flink.close();
    kafka.close();
  }

  private static void create(String topic) {
    // Without limits by time: the records are older than any.
    new Topics(connection)
        .create(List.of(new TopicSpec(topic, 2, Optional.empty(), Map.of("retention.ms", "-1"))));
  }

  private static void produce(String topic) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            connection.properties(Map.of()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int partition = 0; partition < SECONDS.length; partition++) {
        for (long second : SECONDS[partition]) {
          producer
              .send(
                  new ProducerRecord<>(
                      topic,
                      partition,
                      START + 1000 * second,
                      null,
                      (partition + "@" + second).getBytes(StandardCharsets.UTF_8)))
              .get();
        }
      }
    }
  }

  private static SegmentRange range(StartOffsets start, StopOffsets stop, Duration late) {
    return SegmentRange.of(connection, TOPIC, "group", start, stop, late, ANSWER_WITHIN);
  }

  private static Instant at(long second) {
    return Instant.ofEpochMilli(START + 1000 * second);
  }

  private static List<String> read(SegmentRange range) throws Exception {
    StreamExecutionEnvironment environment = flink.newEnvironment();
    List<String> read = new ArrayList<>();
    try (CloseableIterator<SourceRecord> records =
        environment
            .fromSource(
                SegmentSource.builder()
                    .setConnection(connection)
                    .setGroupId("reader")
                    .optRange(range)
                    .build(),
                WatermarkStrategy.noWatermarks(),
                "records")
            .executeAndCollect()) {
      records.forEachRemaining(
          record -> read.add(new String(record.value(), StandardCharsets.UTF_8)));
    }
    return read;
  }

  @Test
  void recordsBelongToARangeOfTimeByTheirOwnTimestampsHoweverLateTheyWereWritten()
      throws Exception {
    SegmentRange range =
        range(StartOffsets.from(at(3)), StopOffsets.before(at(7)), Duration.ofHours(1));
    // The first of second 3 or later is second 4, at offset 3; nothing is an hour later than 7.
    assertThat(range.spans())
        .containsEntry(0, new Span(0, 3, 10))
        .containsEntry(1, new Span(0, 3, 6));
    assertThat(read(range))
        .containsExactlyInAnyOrder("0@3", "0@4", "0@5", "0@6", "1@3", "1@4", "1@5");
  }

  @Test
  void aClockThatIsFurtherAheadThanLateEndsAPartitionEarly() throws Exception {
    SegmentRange range =
        range(StartOffsets.from(at(3)), StopOffsets.before(at(7)), Duration.ofSeconds(60));
    assertThat(range.spans()).containsEntry(0, new Span(0, 3, 6));
    assertThat(read(range)).containsExactlyInAnyOrder("0@3", "0@4", "0@5", "1@3", "1@4", "1@5");
  }

  @Test
  void aTimeIsPartOfTheRangeItBeginsAndNotOfTheOneItEnds() throws Exception {
    List<String> first =
        read(range(StartOffsets.earliest(), StopOffsets.before(at(4)), Duration.ofHours(1)));
    List<String> second =
        read(range(StartOffsets.from(at(4)), StopOffsets.latest(), Duration.ofHours(1)));
    assertThat(first).hasSize(4 + 4).doesNotContainAnyElementsOf(second);
    assertThat(second).hasSize(6 + 2);
  }

  @Test
  void aRangeOfOffsetsIsReadToTheOffset() throws Exception {
    SegmentRange range =
        range(StartOffsets.parse("0:2,1:0"), StopOffsets.parse("0:5,1:1"), Duration.ofHours(1));
    assertThat(range.offsets()).isEqualTo(4);
    assertThat(range.fromMillis()).isEmpty();
    assertThat(read(range)).containsExactlyInAnyOrder("0@2", "0@4", "0@3", "1@0");
  }

  @Test
  void whatLiesBeyondTheEndIsNotWaitedFor() throws Exception {
    assertThat(
            read(
                range(
                    StartOffsets.from(at(8)),
                    StopOffsets.before(at(1_000_000)),
                    Duration.ofHours(1))))
        .containsExactlyInAnyOrder("0@105", "0@8");
    SegmentRange after =
        range(StartOffsets.from(at(2000)), StopOffsets.before(at(3000)), Duration.ofHours(1));
    assertThat(after.offsets()).isZero();
    assertThat(read(after)).isEmpty();
    SegmentRange before =
        range(StartOffsets.from(at(-200)), StopOffsets.before(at(-100)), Duration.ZERO);
    assertThat(before.offsets()).isZero();
    assertThat(read(before)).isEmpty();
    SegmentRange none =
        range(StartOffsets.parse("0:4,1:6"), StopOffsets.parse("0:4,1:6"), Duration.ZERO);
    assertThat(none.offsets()).isZero();
    assertThat(read(none)).isEmpty();
  }

  @Test
  void oneEmptyPartitionDoesNotKeepTheOthersFromTheirEnd() throws Exception {
    assertThat(
            read(
                range(StartOffsets.parse("0:9,1:6"), StopOffsets.parse("0:10,1:6"), Duration.ZERO)))
        .containsExactly("0@8");
  }

  @Test
  void aRangeThatCannotBeIsRefusedWithWhatIsWrong() {
    assertThatThrownBy(
            () -> range(StartOffsets.from(at(5)), StopOffsets.before(at(5)), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("before its end");
    assertThatThrownBy(
            () -> range(StartOffsets.parse("0:5,1:0"), StopOffsets.parse("0:4,1:1"), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Partition 0")
        .hasMessageContaining("5")
        .hasMessageContaining("4");
    assertThatThrownBy(
            () -> range(StartOffsets.earliest(), StopOffsets.parse("0:4,1:7"), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Offset 7 is not in partition 1")
        .hasMessageContaining("ends at 6");
    assertThatThrownBy(() -> range(StartOffsets.parse("0:4"), StopOffsets.latest(), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("do not name partition 1");
    assertThatThrownBy(
            () -> range(StartOffsets.parse("0:4,1:0,2:0"), StopOffsets.latest(), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name partition 2");
    assertThatThrownBy(
            () ->
                SegmentRange.of(
                    connection,
                    "absent",
                    "group",
                    StartOffsets.earliest(),
                    StopOffsets.latest(),
                    Duration.ZERO,
                    ANSWER_WITHIN))
        .isInstanceOf(MissingTopicException.class)
        .hasMessageContaining("absent");
  }

  @Test
  void aPartitionWhoseOldestRecordsAreDeletedSaysWhereItBegins() throws Exception {
    create("forgetful");
    produce("forgetful");
    try (Admin admin = Admin.create(connection.properties(Map.of()))) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition("forgetful", 0), RecordsToDelete.beforeOffset(4)))
          .all()
          .get();
    }
    SegmentRange range =
        SegmentRange.of(
            connection,
            "forgetful",
            "group",
            StartOffsets.from(at(0)),
            StopOffsets.latest(),
            Duration.ZERO,
            ANSWER_WITHIN);
    assertThat(range.spans())
        .containsEntry(0, new Span(4, 4, 10))
        .containsEntry(1, new Span(0, 0, 6));
  }

  @Test
  void readingARangeLeavesNoTraceOnTheBroker() throws Exception {
    assertThat(read(range(StartOffsets.earliest(), StopOffsets.latest(), Duration.ZERO)))
        .hasSize(16);
    try (Admin admin = Admin.create(connection.properties(Map.of()))) {
      assertThat(admin.listConsumerGroupOffsets("reader").partitionsToOffsetAndMetadata().get())
          .isEmpty();
    }
  }
}
