// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.registry.RegistrySettings;
import io.monolead.embedded.EmbeddedKafka;
import io.monolead.embedded.EmbeddedRegistry;
import io.monolead.schemas.AlertAction;
import io.monolead.schemas.AlertActionKind;
import io.monolead.schemas.AlertPolicy;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.TopicFormat;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What producer and sender write in each format, one reader reads. */
class FormatsITCase {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
  private static final TopicNames NAMES = new TopicNames("formats.");

  private static EmbeddedKafka kafka;
  private static EmbeddedRegistry registry;
  private static KafkaConnection connection;

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start();
    registry = EmbeddedRegistry.start();
    connection =
        KafkaConnection.to(kafka.bootstrapServers()).with(RegistrySettings.at(registry.url()));
    new Topics(connection)
        .create(
            new TopicLayout(1, Optional.of((short) 1), Optional.empty(), Optional.empty())
                .topics(NAMES, List.of("AFIB")));
  }

  @AfterAll
  static void stop() {
    registry.close();
    kafka.close();
  }

  private static EcgSegment segment(int number) {
    return EcgSegment.newBuilder()
        .setDeviceId("d1")
        .setLead("I")
        .setSequenceNumber(number)
        .setStartTimeMicros(1_700_000_000_000_000L + number * 1_000_000L)
        .setSamplingRateHz(250)
        .setResolutionNanovolts(1000)
        .setSamples(ByteBuffer.wrap(new byte[] {1, 2, 0, -128}))
        .build();
  }

  @Test
  void segmentsOfEveryFormatLieOnOneTopic() throws Exception {
    List<EcgSegment> sent = new ArrayList<>();
    for (TopicFormat format : TopicFormat.values()) {
      try (SegmentProducer producer =
          new SegmentProducer(connection.writing(format), NAMES.segments())) {
        EcgSegment segment = segment(sent.size());
        producer.accept(segment);
        producer.flush();
        sent.add(segment);
      }
    }
    List<RecordReader.Received<EcgSegment>> read = read(EcgSegment.class, NAMES.segments());
    assertThat(read).extracting(RecordReader.Received::record).containsExactlyElementsOf(sent);
    assertThat(read)
        .extracting(one -> one.source().value()[0])
        .containsExactly((byte) 0xC3, (byte) 0, (byte) '{');
    assertThat(registry.subjects()).contains("formats.segments-value");
  }

  @Test
  void ordersOfEveryFormatLieOnOneTopic() throws Exception {
    for (TopicFormat format : TopicFormat.values()) {
      AlertPolicy policy =
          AlertPolicy.newBuilder().setLabel("AFIB").setVersion(format.toString()).build();
      new ControlSender(connection.writing(format), ANSWER_WITHIN)
          .send(AlertPolicy.class, NAMES.policies(), "AFIB", policy, 1L);
    }
    assertThat(read(AlertPolicy.class, NAMES.policies()))
        .extracting(one -> one.record().getVersion())
        .containsExactly("avro", "registry", "json");
  }

  @Test
  void aReaderWithoutTheRegistryLeavesOutWhatNeedsItAndSaysSo() throws Exception {
    new ControlSender(connection.writing(TopicFormat.REGISTRY), ANSWER_WITHIN)
        .send(
            AlertAction.class,
            NAMES.alertActions(),
            "d1",
            AlertAction.newBuilder()
                .setDeviceId("d1")
                .setLead("I")
                .setKind(AlertActionKind.RESUME)
                .setBy("nurse")
                .build(),
            1L);
    List<String> why = new ArrayList<>();
    try (RecordReader<AlertAction> reader =
        new RecordReader<>(
            KafkaConnection.to(kafka.bootstrapServers()),
            AlertAction.class,
            List.of(NAMES.alertActions()),
            RecordReader.From.EARLIEST,
            ANSWER_WITHIN)) {
      reader.onLeftOut((source, reason) -> why.add(reason));
      assertThat(reader.readToEnd()).isEmpty();
    }
    assertThat(why).singleElement().asString().contains("give the registry's address");
  }

  private static <T extends SpecificRecord> List<RecordReader.Received<T>> read(
      Class<T> type, String topic) {
    try (RecordReader<T> reader =
        new RecordReader<>(
            connection, type, List.of(topic), RecordReader.From.EARLIEST, ANSWER_WITHIN)) {
      return reader.readToEnd();
    }
  }
}
