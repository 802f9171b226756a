// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.RecordReader;
import io.monolead.connectors.kafka.SegmentSource;
import io.monolead.connectors.kafka.StartOffsets;
import io.monolead.connectors.kafka.TopicLayout;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.Topics;
import io.monolead.embedded.EmbeddedFlink;
import io.monolead.embedded.EmbeddedKafka;
import io.monolead.job.config.JobSettings;
import io.monolead.job.config.OptionSources;
import io.monolead.job.infer.MeanScorer;
import io.monolead.job.infer.WindowScorerFactory;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.DeadLetter;
import io.monolead.schemas.DeadLetterReason;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.TechnicalAlert;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole job on a broker and a cluster, with arithmetic in place of the network. */
class MonitoringJobITCase {
  private static final List<String> LABELS = List.of("NORM", "AFIB");
  private static final int DEVICES = 6;
  private static final int SECONDS = 120;

  /** 120 s give 23 windows; device 3 has 40 + 70 s, device 5 has 50 + 20 s. */
  private static final int WINDOWS = 4 * 23 + 7 + 13 + 9 + 3;

  private static final byte[] GARBAGE = {1, 2, 3};

  private static EmbeddedKafka kafka;
  private static EmbeddedFlink flink;
  private static KafkaConnection connection;

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start();
    flink = EmbeddedFlink.start(2);
    connection = KafkaConnection.to(kafka.bootstrapServers());
    createTopics("ecg.");
    produce("ecg.segments", 0, SECONDS);
  }

  @AfterAll
  static void stop() {
    flink.close();
    kafka.close();
  }

  private static void createTopics(String prefix) {
    TopicLayout layout =
        new TopicLayout(3, Optional.of((short) 1), Optional.empty(), Optional.empty());
    new Topics(connection).create(layout.topics(new TopicNames(prefix), LABELS));
  }

  /**
   * Devices 0 to 5 send two minutes of one-second segments. Device 2 is in "atrial fibrillation"
   * from 30 to 80 s; device 3 has lost contact from 40 to 50 s; device 4 sends its segments
   * pairwise swapped and each twice; device 5 falls silent from 50 to 100 s. Between them garbage.
   */
  private static void produce(String topic, int from, int to) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int second = from; second < to; second++) {
        for (int device = 0; device < DEVICES; device++) {
          int at = device == 4 ? second ^ 1 : second;
          if (device == 5 && at >= 50 && at < 100) {
            continue;
          }
          byte[] value = TestSegments.bytes(segment(device, at));
          send(producer, topic, "device-" + device, value);
          if (device == 4) {
            send(producer, topic, "device-" + device, value);
          }
        }
        if (second % 40 == 10) {
          send(producer, topic, "garbage", GARBAGE);
          send(producer, topic, "garbage", null);
          send(
              producer,
              topic,
              "device-0",
              TestSegments.bytes(segment(0, second).setSamplingRateHz(Double.NaN)));
        }
      }
    }
  }

  private static EcgSegment.Builder segment(int device, int second) {
    boolean fibrillating = device == 2 && second >= 30 && second < 80;
    ByteBuffer samples = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 100; i++) {
      // One unit is a microvolt; the scorer takes the window's first sample in millivolts.
      samples.putShort((short) ((fibrillating ? 900 : 100) + i % 2 * 40 + device));
    }
    long number = device == 5 && second >= 100 ? second - 50 : second;
    return TestSegments.segment(number, second)
        .setDeviceId("device-" + device)
        .setSamples(samples.flip())
        .setLeadOff(device == 3 && second >= 40 && second < 50);
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, String topic, String key, byte[] value)
      throws Exception {
    producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value)).get();
  }

  private static StreamExecutionEnvironment environment(
      String prefix, WindowScorerFactory scorers, String... arguments) {
    return environment("ecg.segments", true, prefix, scorers, arguments);
  }

  private static StreamExecutionEnvironment environment(
      String input,
      boolean bounded,
      String prefix,
      WindowScorerFactory scorers,
      String... arguments) {
    createTopics(prefix);
    List<String> all =
        new ArrayList<>(
            List.of(
                "--kafka.bootstrap-servers",
                kafka.bootstrapServers(),
                "--kafka.topic-prefix",
                prefix,
                "--kafka.group-id",
                prefix,
                "--delivery.transactional-id-prefix",
                prefix,
                "--model.bundle",
                "none",
                "--inference.batch-size",
                "4",
                "--inference.max-wait",
                "5 ms",
                "--checkpoint.interval",
                "100 ms"));
    all.addAll(List.of(arguments));
    JobSettings settings = JobSettings.of(OptionSources.fromArguments(all.toArray(String[]::new)));
    StreamExecutionEnvironment environment = flink.newEnvironment();
    new MonitoringJob(
            settings,
            SegmentSource.builder()
                .setConnection(connection)
                .setTopics(input)
                .setGroupId(prefix)
                .optStart(StartOffsets.earliest())
                .optBounded(bounded)
                .build(),
            KafkaOutputs.of(settings),
            scorers)
        .build(environment);
    return environment;
  }

  private static <T extends SpecificRecord> List<RecordReader.Received<T>> read(
      Class<T> type, String... topics) {
    try (RecordReader<T> reader =
        new RecordReader<>(
            connection,
            type,
            List.of(topics),
            RecordReader.From.EARLIEST,
            Duration.ofSeconds(20))) {
      return reader.readToEnd();
    }
  }

  private static <T extends SpecificRecord> List<T> records(Class<T> type, String... topics) {
    return read(type, topics).stream().map(RecordReader.Received::record).toList();
  }

  /** Everything in a run's topics: per topic, partition and key the records in order. */
  private static Map<String, List<String>> content(String prefix) {
    TopicNames names = new TopicNames(prefix);
    List<RecordReader.Received<?>> all = new ArrayList<>();
    all.addAll(read(EcgScore.class, names.scores()));
    all.addAll(read(EcgAlert.class, names.alerts("AFIB"), names.alerts("NORM")));
    all.addAll(read(TechnicalAlert.class, names.technicalAlerts()));
    all.addAll(read(DeadLetter.class, names.deadLetters()));
    Map<String, List<String>> content = new TreeMap<>();
    for (RecordReader.Received<?> one : all) {
      String where =
          one.source().topic().substring(prefix.length())
              + "-"
              + one.source().partition()
              + " "
              + new String(one.source().key(), StandardCharsets.UTF_8);
      content
          .computeIfAbsent(where, key -> new ArrayList<>())
          .add(
              one.source().timestampMillis()
                  + " "
                  + HexFormat.of().formatHex(one.source().value()));
    }
    // Two operators write dead letters, so those of one key have no order between them.
    content.forEach(
        (where, values) -> {
          if (where.startsWith("dead")) {
            values.sort(null);
          }
        });
    return content;
  }

  private static WindowScorerFactory arithmetic() {
    return batchSize -> new MeanScorer(LABELS, batchSize);
  }

  @Test
  void segmentsBecomeScoresAlertsTechnicalAlertsAndDeadLetters() throws Exception {
    environment("plain.", arithmetic()).execute();

    List<EcgScore> scores = records(EcgScore.class, "plain.scores");
    assertThat(scores).hasSize(WINDOWS);
    assertThat(scores)
        .filteredOn(score -> score.getDeviceId().equals("device-1"))
        .allSatisfy(
            score -> {
              assertThat(score.getProbabilities().get(0).getProbability()).isEqualTo(0.101f);
              assertThat(score.getProbabilities().get(1).getProbability()).isEqualTo(0.0505f);
              assertThat(score.getModelId()).isEqualTo("mean");
              assertThat(score.getSignalQuality()).isEqualTo(1);
            });

    // AFIB is the second label, so 0.902 / 2 = 0.451: below the threshold. See the next test.
    assertThat(records(EcgAlert.class, "plain.alerts.AFIB")).isEmpty();

    assertThat(records(TechnicalAlert.class, "plain.alerts.technical"))
        .extracting(
            alert ->
                alert.getDeviceId()
                    + " "
                    + alert.getCondition()
                    + " "
                    + alert.getState()
                    + " "
                    + (alert.getOnsetMicros() - TestSegments.EPOCH) / TestSegments.SECOND)
        .containsExactlyInAnyOrder(
            "device-3 LEAD_OFF RAISED 40",
            "device-3 LEAD_OFF CLEARED 40",
            "device-5 SIGNAL_LOST RAISED 50",
            "device-5 SIGNAL_LOST CLEARED 50");

    List<DeadLetter> letters = records(DeadLetter.class, "plain.dead-letters");
    assertThat(letters)
        .extracting(DeadLetter::getReason)
        .containsExactlyInAnyOrder(
            DeadLetterReason.UNDECODABLE,
            DeadLetterReason.UNDECODABLE,
            DeadLetterReason.UNDECODABLE,
            DeadLetterReason.UNDECODABLE,
            DeadLetterReason.UNDECODABLE,
            DeadLetterReason.UNDECODABLE,
            DeadLetterReason.INVALID_RATE,
            DeadLetterReason.INVALID_RATE,
            DeadLetterReason.INVALID_RATE);
    assertThat(letters)
        .allSatisfy(letter -> assertThat(letter.getTopic()).isEqualTo("ecg.segments"))
        .filteredOn(letter -> ByteBuffer.wrap(GARBAGE).equals(letter.getValue()))
        .hasSize(3);
  }

  @Test
  void anEpisodeIsRaisedAndClearedInTheRightDevice() throws Exception {
    environment("episode.", arithmetic(), "--alert.thresholds", "AFIB:0.4").execute();
    List<EcgAlert> alerts = records(EcgAlert.class, "episode.alerts.AFIB");
    assertThat(alerts).extracting(EcgAlert::getDeviceId).containsOnly("device-2");
    assertThat(alerts)
        .extracting(EcgAlert::getState)
        .containsExactly(AlertState.RAISED, AlertState.CLEARED);
    // Windows that start at 30 to 75 s begin in fibrillation.
    assertThat(alerts.get(1).getOnsetMicros() - TestSegments.EPOCH).isEqualTo(30_000_000);
    assertThat(alerts.get(1).getEndMicros() - TestSegments.EPOCH).isEqualTo(85_000_000);
  }

  @Test
  void everyRunGivesTheSameBytesWhateverTheParallelismAndTheBatches() throws Exception {
    environment("one.", arithmetic(), "--parallelism", "1", "--alert.thresholds", "AFIB:0.4")
        .execute();
    environment(
            "two.",
            arithmetic(),
            "--parallelism",
            "2",
            "--inference.batch-size",
            "32",
            "--alert.thresholds",
            "AFIB:0.4")
        .execute();
    assertThat(content("two.")).isEqualTo(content("one.")).isNotEmpty();
  }

  @Test
  void afterAFailureExactlyOnceGivesWhatAnUndisturbedRunGives() throws Exception {
    createTopics("split.");
    produce("split.segments", 0, SECONDS / 2);
    FailingScorer.reset();
    JobClient job =
        environment(
                "split.segments",
                false,
                "failing.",
                batchSize -> new FailingScorer(LABELS, batchSize),
                "--alert.thresholds",
                "AFIB:0.4",
                "--delivery.guarantee",
                "exactly-once",
                "--restart-strategy.type",
                "fixed-delay",
                "--restart-strategy.fixed-delay.attempts",
                "3",
                "--restart-strategy.fixed-delay.delay",
                "100 ms")
            .executeAsync();
    awaitTrue(
        () ->
            checkpoints(job).getCounts().getNumberOfCompletedCheckpoints() > 2
                && !records(EcgScore.class, "failing.scores").isEmpty());
    FailingScorer.failNext();
    produce("split.segments", SECONDS / 2, SECONDS);
    awaitTrue(() -> records(EcgScore.class, "failing.scores").size() >= WINDOWS);
    long restored = checkpoints(job).getCounts().getNumberOfRestoredCheckpoints();
    job.cancel().get();

    environment("split.segments", true, "calm.", arithmetic(), "--alert.thresholds", "AFIB:0.4")
        .execute();
    assertThat(FailingScorer.failures()).isEqualTo(1);
    assertThat(restored).isEqualTo(1);
    assertThat(content("failing.")).isEqualTo(content("calm."));
  }

  private static void awaitTrue(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("two minutes are enough").isLessThan(end);
      Thread.sleep(50);
    }
  }

  private static CheckpointStatsSnapshot checkpoints(JobClient job) throws Exception {
    return flink.cluster().getExecutionGraph(job.getJobID()).get().getCheckpointStatsSnapshot();
  }
}
