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
import io.monolead.schemas.DeadLetter;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.TechnicalAlert;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker, a cluster, six devices that send to the one, and the job that runs on the other. */
final class JobHarness implements AutoCloseable {
  static final List<String> LABELS = List.of("NORM", "AFIB");
  static final int SECONDS = 120;
  static final byte[] GARBAGE = {1, 2, 3};

  /** 120 s give 23 windows; device 3 has 40 + 70 s, device 5 has 50 + 20 s. */
  static final int WINDOWS = 4 * 23 + 7 + 13 + 9 + 3;

  private static final int DEVICES = 6;

  private final EmbeddedKafka kafka;
  private final EmbeddedFlink flink;
  private final KafkaConnection connection;
  private final List<String> labels;

  private JobHarness(EmbeddedKafka kafka, EmbeddedFlink flink, List<String> labels) {
    this.labels = labels;
    this.kafka = kafka;
    this.flink = flink;
    connection = KafkaConnection.to(kafka.bootstrapServers());
  }

  /** Starts both; the cluster has so many slots. */
  static JobHarness start(int slots) throws Exception {
    return start(slots, LABELS);
  }

  /** Starts both; topics are created for the labels. */
  static JobHarness start(int slots, List<String> labels) throws Exception {
    return new JobHarness(EmbeddedKafka.start(), EmbeddedFlink.start(slots), labels);
  }

  /** Starts both; the cluster has so many slots, and options of its own. */
  static JobHarness start(int slots, Configuration cluster) throws Exception {
    return new JobHarness(
        EmbeddedKafka.start(),
        EmbeddedFlink.builder().optSlots(slots).optConfiguration(cluster).start(),
        LABELS);
  }

  KafkaConnection connection() {
    return connection;
  }

  EmbeddedFlink flink() {
    return flink;
  }

  @Override
  public void close() {
    flink.close();
    kafka.close();
  }

  void createTopics(String prefix) {
    TopicLayout layout =
        new TopicLayout(3, Optional.of((short) 1), Optional.empty(), Optional.empty());
    new Topics(connection).create(layout.topics(new TopicNames(prefix), labels));
  }

  /**
   * Devices 0 to 5 send two minutes of one-second segments. Device 2 is in "atrial fibrillation"
   * from 30 to 80 s; device 3 has lost contact from 40 to 50 s; device 4 sends its segments
   * pairwise swapped and each twice; device 5 falls silent from 50 to 100 s. Between them garbage.
   */
  void produce(String topic, int from, int to) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = newProducer()) {
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

  KafkaProducer<byte[], byte[]> newProducer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", kafka.bootstrapServers()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  EcgSegment.Builder segment(int device, int second) {
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

  void send(KafkaProducer<byte[], byte[]> producer, String topic, String key, byte[] value)
      throws Exception {
    producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value)).get();
  }

  void sendAsync(KafkaProducer<byte[], byte[]> producer, String topic, String key, byte[] value) {
    var unused =
        producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
  }

  StreamExecutionEnvironment environment(
      String prefix, WindowScorerFactory scorers, String... arguments) {
    return environment("ecg.segments", true, prefix, scorers, arguments);
  }

  StreamExecutionEnvironment environment(
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

  <T extends SpecificRecord> List<RecordReader.Received<T>> read(Class<T> type, String... topics) {
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

  <T extends SpecificRecord> List<T> records(Class<T> type, String... topics) {
    return read(type, topics).stream().map(RecordReader.Received::record).toList();
  }

  /** Everything in a run's topics: per topic, partition and key the records in order. */
  Map<String, List<String>> content(String prefix) {
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

  /**
   * Runs without end until so many windows are scored and no more come. (A source that was without
   * end when its savepoint was taken stays so.)
   *
   * @param from the savepoint to go on from; null for none
   * @return the savepoint that was taken then, in the folder
   */
  String runToSavepoint(
      String input, String prefix, String parallelism, int windows, String from, Path folder)
      throws Exception {
    JobClient job =
        environment(input, false, prefix, arithmetic(), arguments(parallelism, from))
            .executeAsync();
    awaitTrue(() -> scores(prefix) >= windows);
    int before = -1;
    for (int now = scores(prefix); now != before; now = scores(prefix)) {
      before = now;
      Thread.sleep(1000);
    }
    return job.stopWithSavepoint(false, folder.toUri().toString(), SavepointFormatType.CANONICAL)
        .get();
  }

  private int scores(String prefix) {
    return records(EcgScore.class, prefix + "scores").size();
  }

  static String[] arguments(String parallelism, String from) {
    return from == null
        ? new String[] {"--parallelism", parallelism, "--alert.thresholds", "AFIB:0.4"}
        : new String[] {
          "--parallelism",
          parallelism,
          "--alert.thresholds",
          "AFIB:0.4",
          "--execution.state-recovery.path",
          from
        };
  }

  static WindowScorerFactory arithmetic() {
    return batchSize -> new MeanScorer(LABELS, batchSize);
  }

  static void awaitTrue(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("two minutes are enough").isLessThan(end);
      Thread.sleep(50);
    }
  }
}
