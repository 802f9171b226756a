// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.embedded.EmbeddedFlink;
import io.monolead.embedded.EmbeddedKafka;
import io.monolead.schemas.DeadLetter;
import io.monolead.schemas.DeadLetterReason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlinkKafkaITCase {
  private static final int RECORDS = 200;

  private static EmbeddedKafka kafka;
  private static EmbeddedFlink flink;

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start();
    flink = EmbeddedFlink.start(2);
  }

  @AfterAll
  static void stop() {
    flink.close();
    kafka.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void recordsPassThroughFlinkWholeIntoTheTopicOfTheirOwn(boolean exactlyOnce) throws Exception {
    String prefix = exactlyOnce ? "once." : "least.";
    KafkaConnection connection = KafkaConnection.to(kafka.bootstrapServers());
    List<String> topics = List.of(prefix + "in", prefix + "even", prefix + "odd");
    new Topics(connection)
        .create(
            topics.stream()
                .map(name -> new TopicSpec(name, 2, Optional.empty(), Map.of()))
                .toList());
    produce(connection, prefix + "in");

    // Without Kryo: a type that Flink does not know fails the job.
    Configuration settings = new Configuration();
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    StreamExecutionEnvironment environment = flink.newEnvironment(settings);
    environment.enableCheckpointing(200);
    environment
        .fromSource(
            SegmentSource.builder()
                .setConnection(connection)
                .setTopics(prefix + "in")
                .setGroupId(prefix + "job")
                .optStart(StartOffsets.earliest())
                .optBounded(true)
                .build(),
            WatermarkStrategy.noWatermarks(),
            "records")
        .rebalance()
        .sinkTo(
            RecordSink.builder(DeadLetter.class, FlinkKafkaITCase::deadLetter)
                .setConnection(connection)
                .setTopics(
                    "letters",
                    letter -> prefix + (letter.getTimestampMillis() % 2 == 0 ? "even" : "odd"))
                .setKey(letter -> letter.getKey() == null ? null : letter.getKey().array())
                .setEventTimeMillis(DeadLetter::getTimestampMillis)
                .optDelivery(
                    exactlyOnce
                        ? Delivery.exactlyOnce(prefix + "job", Duration.ofMinutes(5))
                        : Delivery.atLeastOnce())
                .build());
    environment.execute();

    assertArrived(connection, prefix + "even", 0);
    assertArrived(connection, prefix + "odd", 1);
  }

  private static DeadLetter deadLetter(SourceRecord record) {
    return DeadLetter.newBuilder()
        .setTopic(record.topic())
        .setPartition(record.partition())
        .setOffset(record.offset())
        .setTimestampMillis(record.timestampMillis())
        .setReason(DeadLetterReason.UNDECODABLE)
        .setDetail(record.origin())
        .setKey(record.key() == null ? null : ByteBuffer.wrap(record.key()))
        .setValue(record.value() == null ? null : ByteBuffer.wrap(record.value()))
        .build();
  }

  private static void produce(KafkaConnection connection, String topic) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            connection.properties(Map.of()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < RECORDS; i++) {
        byte[] value = i % 10 == 0 ? null : ("value " + i).getBytes(StandardCharsets.UTF_8);
        byte[] key = i % 7 == 0 ? null : ("key " + i).getBytes(StandardCharsets.UTF_8);
        var unused = producer.send(new ProducerRecord<>(topic, null, (long) i, key, value));
      }
    }
  }

  private static void assertArrived(KafkaConnection connection, String topic, int remainder) {
    try (RecordReader<DeadLetter> reader =
        new RecordReader<>(
            connection,
            DeadLetter.class,
            List.of(topic),
            RecordReader.From.EARLIEST,
            Topics.DEFAULT_TIMEOUT)) {
      List<RecordReader.Received<DeadLetter>> received = reader.readToEnd();
      assertThat(received).hasSize(RECORDS / 2);
      assertThat(reader.undecodable()).isZero();
      assertThat(received)
          .allSatisfy(
              one -> {
                long i = one.record().getTimestampMillis();
                assertThat(i % 2).isEqualTo(remainder);
                assertThat(one.source().timestampMillis()).isEqualTo(i);
                assertThat(text(one.record().getValue()))
                    .isEqualTo(i % 10 == 0 ? null : "value " + i);
                assertThat(text(one.record().getKey())).isEqualTo(i % 7 == 0 ? null : "key " + i);
                assertThat(one.source().key() == null).isEqualTo(i % 7 == 0);
              });
      assertThat(received)
          .extracting(one -> one.record().getTimestampMillis())
          .doesNotHaveDuplicates();
    }
  }

  private static String text(ByteBuffer bytes) {
    return bytes == null ? null : StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }
}
