// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.monolead.connectors.kafka.ControlSender;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.RecordReader;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.registry.RegistrySettings;
import io.monolead.embedded.EmbeddedRegistry;
import io.monolead.schemas.AlertPolicy;
import io.monolead.schemas.DeadLetter;
import io.monolead.schemas.DeadLetterReason;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.RecordEncoder;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.TopicFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole job on topics where every record is written in whatever format its sender likes. */
class MixedFormatsITCase {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
  private static final String[] ALERTING = {"--parallelism", "2", "--alert.thresholds", "AFIB:0.4"};

  private static final List<TopicFormat> BY_TURNS = List.of(TopicFormat.values());

  private static JobHarness harness;
  private static EmbeddedRegistry registry;

  @BeforeAll
  static void start() throws Exception {
    harness = JobHarness.start(2);
    registry = EmbeddedRegistry.start();
    harness.createTopics("ecg.");
    harness.produce("ecg.segments", 0, JobHarness.SECONDS);
  }

  @AfterAll
  static void stop() {
    registry.close();
    harness.close();
  }

  private static KafkaConnection connection() {
    return harness.connection().with(RegistrySettings.at(registry.url()));
  }

  private static String[] arguments(String... more) {
    List<String> all = new ArrayList<>(List.of(ALERTING));
    all.addAll(List.of("--registry.url", registry.url()));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static <T extends SpecificRecord> List<RecordReader.Received<T>> read(
      Class<T> type, String... topics) {
    try (RecordReader<T> reader =
        new RecordReader<>(
            connection(), type, List.of(topics), RecordReader.From.EARLIEST, ANSWER_WITHIN)) {
      List<RecordReader.Received<T>> all = reader.readToEnd();
      assertThat(reader.undecodable()).isZero();
      return all;
    }
  }

  /** What a run says, whatever it is written in: per topic and key the records in order. */
  private static Map<String, List<SpecificRecord>> results(String prefix) {
    TopicNames names = new TopicNames(prefix);
    List<RecordReader.Received<? extends SpecificRecord>> all = new ArrayList<>();
    all.addAll(read(EcgScore.class, names.scores()));
    all.addAll(read(EcgAlert.class, names.alerts("AFIB"), names.alerts("NORM")));
    all.addAll(read(TechnicalAlert.class, names.technicalAlerts()));
    Map<String, List<SpecificRecord>> results = new TreeMap<>();
    for (RecordReader.Received<? extends SpecificRecord> one : all) {
      String key = new String(one.source().key(), StandardCharsets.UTF_8);
      String topic = one.source().topic().substring(prefix.length());
      results.computeIfAbsent(topic + " " + key, any -> new ArrayList<>()).add(one.record());
    }
    return results;
  }

  /** The segments of {@link JobHarness#produce}, each device's in all formats by turns. */
  private static void produceMixed(String topic) throws Exception {
    Map<TopicFormat, RecordEncoder<EcgSegment>> encoders = new EnumMap<>(TopicFormat.class);
    for (TopicFormat format : TopicFormat.values()) {
      encoders.put(
          format, new RecordEncoder<>(EcgSegment.class, format, connection().registry().open()));
    }
    try (KafkaProducer<byte[], byte[]> producer = harness.newProducer()) {
      for (int second = 0; second < JobHarness.SECONDS; second++) {
        for (int device = 0; device < 6; device++) {
          int at = device == 4 ? second ^ 1 : second;
          if (device == 5 && at >= 50 && at < 100) {
            continue;
          }
          TopicFormat format = BY_TURNS.get((second + device) % BY_TURNS.size());
          byte[] value = encoders.get(format).encode(topic, harness.segment(device, at).build());
          harness.send(producer, topic, "device-" + device, value);
        }
        if (second == 60) {
          for (String bad : HOSTILE) {
            harness.send(producer, topic, "hostile", bad.getBytes(StandardCharsets.ISO_8859_1));
          }
        }
      }
    }
  }

  private static final List<String> HOSTILE =
      List.of(
          "{\"deviceId\":\"device-0\"}",
          "{\"deviceId\":7}",
          "{",
          "\u0000\u0000\u0000\u0003\u00e7 id 999 was never registered",
          "\u0000\u0000",
          "plain text");

  @Test
  void segmentsInEveryFormatGiveWhatAvroAloneGives() throws Exception {
    harness.environment("avro.", JobHarness.arithmetic(), ALERTING).execute();
    harness.createTopics("mixed.");
    produceMixed("mixed.segments");
    harness
        .environment("mixed.segments", true, "mixed.", JobHarness.arithmetic(), arguments())
        .execute();

    Map<String, List<SpecificRecord>> expected = results("avro.");
    assertThat(expected.values().stream().mapToInt(List::size).sum())
        .isGreaterThan(JobHarness.WINDOWS);
    assertThat(expected.keySet()).contains("alerts.AFIB device-2", "alerts.technical device-3");
    assertThat(results("mixed.")).isEqualTo(expected);

    List<DeadLetter> letters =
        read(DeadLetter.class, "mixed.dead-letters").stream()
            .map(RecordReader.Received::record)
            .toList();
    assertThat(letters).hasSameSizeAs(HOSTILE);
    assertThat(letters)
        .extracting(letter -> text(letter.getValue()))
        .containsExactlyInAnyOrderElementsOf(HOSTILE);
    assertThat(letters)
        .filteredOn(letter -> letter.getReason() == DeadLetterReason.UNKNOWN_SCHEMA)
        .singleElement()
        .satisfies(letter -> assertThat(letter.getDetail()).contains("has no schema 999"));
    assertThat(letters)
        .extracting(DeadLetter::getDetail)
        .anySatisfy(detail -> assertThat(detail).contains("lacks fields of EcgSegment: lead"))
        .anySatisfy(
            detail ->
                assertThat(detail)
                    .contains("At /deviceId of the JSON is an integer where a string belongs"));
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
  }

  @Test
  void resultsInJsonAndWithARegistryAreTheSameRecords() throws Exception {
    for (String format : List.of("avro", "json", "registry")) {
      harness
          .environment(
              "out-" + format + ".", JobHarness.arithmetic(), arguments("--kafka.format", format))
          .execute();
    }
    Map<String, List<SpecificRecord>> expected = results("out-avro.");
    assertThat(expected.keySet()).contains("alerts.AFIB device-2");
    assertThat(results("out-json.")).isEqualTo(expected);
    assertThat(results("out-registry.")).isEqualTo(expected);

    for (RecordReader.Received<EcgScore> score : read(EcgScore.class, "out-registry.scores")) {
      assertThat(score.source().value()[0]).isZero();
    }
    assertThat(registry.subjects())
        .contains("out-registry.scores-value", "out-registry.alerts.AFIB-value");

    // Somebody who knows Kafka and JSON, and nothing of Avro or of us.
    ObjectMapper anybody = new ObjectMapper();
    Set<String> devices = new HashSet<>();
    List<RecordReader.Received<EcgScore>> scores = read(EcgScore.class, "out-json.scores");
    for (RecordReader.Received<EcgScore> score : scores) {
      JsonNode tree = anybody.readTree(score.source().value());
      devices.add(tree.get("deviceId").textValue());
      assertThat(tree.get("windowEndMicros").longValue())
          .isEqualTo(score.record().getWindowEndMicros());
      assertThat(tree.at("/probabilities/0/probability").floatValue())
          .isEqualTo(score.record().getProbabilities().get(0).getProbability());
    }
    assertThat(devices).hasSize(6);
    for (RecordReader.Received<DeadLetter> letter :
        read(DeadLetter.class, "out-json.dead-letters")) {
      JsonNode value = anybody.readTree(letter.source().value()).get("value");
      assertThat(value.isNull()).isEqualTo(letter.record().getValue() == null);
      if (!value.isNull()) {
        assertThat(ByteBuffer.wrap(value.binaryValue())).isEqualTo(letter.record().getValue());
      }
    }
  }

  @Test
  void ordersInJsonHoldAsThoseInAvroDo() throws Exception {
    harness.createTopics("orders.");
    AlertPolicy policy =
        AlertPolicy.newBuilder().setLabel("AFIB").setVersion("by-json").setThreshold(0.4f).build();
    new ControlSender(harness.connection().writing(TopicFormat.JSON), ANSWER_WITHIN)
        .send(AlertPolicy.class, "orders.policies", "AFIB", policy, 0L);
    harness
        .environment(
            "orders.", JobHarness.arithmetic(), "--parallelism", "2", "--control.notice", "0 ms")
        .execute();
    assertThat(harness.records(EcgAlert.class, "orders.alerts.AFIB"))
        .isNotEmpty()
        .allSatisfy(alert -> assertThat(alert.getPolicyVersion()).isEqualTo("by-json"));
  }

  @Test
  void aRegistryThatIsAwayDelaysButLosesNothing() throws Exception {
    String topic = "away.segments";
    harness.createTopics("away.");
    RecordEncoder<EcgSegment> framed =
        new RecordEncoder<>(EcgSegment.class, TopicFormat.REGISTRY, connection().registry().open());
    try (KafkaProducer<byte[], byte[]> producer = harness.newProducer()) {
      framed.encode(topic, harness.segment(0, 0).build());
      registry.goAway();
      JobClient job =
          harness
              .environment(
                  topic,
                  false,
                  "away.",
                  JobHarness.arithmetic(),
                  arguments("--registry.patience", "300 ms"))
              .executeAsync();
      try {
        for (int second = 0; second < 30; second++) {
          harness.send(
              producer,
              topic,
              "device-0",
              framed.encode(topic, harness.segment(0, second).build()));
        }
        // Long enough for the job to have lost its patience, and to have begun anew.
        Thread.sleep(4_000);
        assertThat(harness.records(EcgScore.class, "away.scores")).isEmpty();
        registry.come();
        // 30 s of signal: a window of 10 s each 5 s.
        JobHarness.awaitTrue(() -> windows(harness.records(EcgScore.class, "away.scores")) == 5);
        assertThat(harness.records(DeadLetter.class, "away.dead-letters")).isEmpty();
      } finally {
        assertThatCode(() -> job.cancel().get()).doesNotThrowAnyException();
      }
    } finally {
      registry.goAway();
      registry.come();
    }
  }

  /** A restart may write a score twice. */
  private static long windows(List<EcgScore> scores) {
    return scores.stream().map(EcgScore::getWindowEndMicros).distinct().count();
  }
}
