// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.RecordReader;
import io.monolead.connectors.kafka.SegmentProducer;
import io.monolead.connectors.kafka.TopicLayout;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.Topics;
import io.monolead.embedded.EmbeddedKafka;
import io.monolead.schemas.EcgSegment;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ReplayITCase {
  private static final int DEVICES = 20;
  private static final int SECONDS = 100;
  private static final int RATE_HZ = 250;

  private static EmbeddedKafka kafka;
  private static KafkaConnection connection;

  @BeforeAll
  static void start() {
    // Retention is looked after at once and all the time, not every five minutes.
    kafka =
        EmbeddedKafka.builder()
            .optBrokerProperty("log.initial.task.delay.ms", "0")
            .optBrokerProperty("log.retention.check.interval.ms", "50")
            .optBrokerProperty("log.segment.delete.delay.ms", "0")
            .start();
    connection = KafkaConnection.to(kafka.bootstrapServers());
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void whatIsReplayedIsReadBackWholeAndInOrder() throws Exception {
    TopicNames names = TopicNames.DEFAULT;
    new Topics(connection).create(TopicLayout.DEFAULT.topics(names, List.of()));
    List<EcgSegment> sent = new ArrayList<>();

    ReplayReport report;
    try (SegmentProducer producer = new SegmentProducer(connection, names.segments())) {
      SegmentSink both =
          new SegmentSink() {
            @Override
            public void accept(EcgSegment segment) throws InterruptedException {
              sent.add(segment);
              producer.accept(segment);
            }

            @Override
            public void flush() throws InterruptedException {
              producer.flush();
            }
          };
      report = new Replayer(ReplayOptions.fullSpeed()).replay(devices(), both);
    }

    assertThat(report)
        .isEqualTo(
            new ReplayReport(
                DEVICES * SECONDS, (long) DEVICES * SECONDS * RATE_HZ, List.of(), false));
    List<RecordReader.Received<EcgSegment>> received = read(names);
    assertThat(received)
        .extracting(RecordReader.Received::record)
        .containsExactlyInAnyOrderElementsOf(sent);
    for (int device = 0; device < DEVICES; device++) {
      String id = "device-" + device;
      assertThat(received)
          .filteredOn(one -> one.record().getDeviceId().equals(id))
          .allSatisfy(
              one -> {
                assertThat(new String(one.source().key(), StandardCharsets.UTF_8)).isEqualTo(id);
                assertThat(one.source().timestampMillis())
                    .isEqualTo(one.record().getStartTimeMicros() / 1000);
              })
          .extracting(one -> one.record().getSequenceNumber())
          .containsExactlyElementsOf(IntStream.range(0, SECONDS).mapToObj(Long::valueOf).toList());
    }
  }

  @Test
  @Timeout(120)
  void retentionSparesRecordingsThatAreDecadesOld() throws Exception {
    TopicNames spared = new TopicNames("spared.");
    TopicNames deleted = new TopicNames("deleted.");
    TopicLayout byTime =
        new TopicLayout(1, Optional.empty(), Optional.of(Duration.ofDays(7)), Optional.empty());
    new Topics(connection).create(TopicLayout.DEFAULT.topics(spared, List.of()));
    new Topics(connection).create(byTime.topics(deleted, List.of()));
    for (TopicNames names : List.of(spared, deleted)) {
      try (SegmentProducer producer = new SegmentProducer(connection, names.segments())) {
        new Replayer(ReplayOptions.fullSpeed()).replay(devices(), producer);
      }
    }

    while (!read(deleted).isEmpty()) {
      Thread.onSpinWait();
    }

    assertThat(read(spared)).hasSize(DEVICES * SECONDS);
  }

  @Test
  void theLargestSegmentFits() throws Exception {
    TopicNames names = new TopicNames("large.");
    new Topics(connection).create(TopicLayout.DEFAULT.topics(names, List.of()));
    float[] minute = new float[600_000];
    try (SegmentProducer producer = new SegmentProducer(connection, names.segments())) {
      new Replayer(new ReplayOptions(60, ReplayOptions.FULL_SPEED))
          .replay(List.of(ReplayDevice.of(recording("fast", 10_000, minute), Lead.II)), producer);
    }
    assertThat(read(names))
        .singleElement()
        .satisfies(one -> assertThat(one.record().getSamples().remaining()).isEqualTo(1_200_000));
  }

  private static List<RecordReader.Received<EcgSegment>> read(TopicNames names) {
    try (RecordReader<EcgSegment> reader =
        new RecordReader<>(
            connection,
            EcgSegment.class,
            List.of(names.segments()),
            RecordReader.From.EARLIEST,
            Topics.DEFAULT_TIMEOUT)) {
      return reader.readToEnd();
    }
  }

  private static Recording recording(String id, double samplingRateHz, float[] signal) {
    return new Recording(
        id,
        samplingRateHz,
        Optional.of(Instant.parse("1990-05-01T00:00:00Z")),
        List.of(Lead.II),
        new float[][] {signal},
        List.of(),
        List.of());
  }

  private static List<ReplayDevice> devices() {
    return IntStream.range(0, DEVICES)
        .mapToObj(
            device -> {
              float[] signal = new float[SECONDS * RATE_HZ];
              for (int i = 0; i < signal.length; i++) {
                signal[i] = (float) Math.sin(i * 0.05 + device);
              }
              return ReplayDevice.of(recording("device-" + device, RATE_HZ, signal), Lead.II);
            })
        .toList();
  }
}
