// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.connectors.generator.SimulatedHeart;
import io.monolead.connectors.kafka.BrokerException;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.RecordReader;
import io.monolead.connectors.kafka.TopicLayout;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.Topics;
import io.monolead.connectors.replay.ReplayDevice;
import io.monolead.connectors.replay.ReplayOptions;
import io.monolead.connectors.replay.Replayer;
import io.monolead.connectors.replay.SimulatedSource;
import io.monolead.embedded.EmbeddedFlink;
import io.monolead.embedded.EmbeddedKafka;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.SharedModels;
import io.monolead.job.config.JobSettings;
import io.monolead.job.config.OptionException;
import io.monolead.job.config.OptionSources;
import io.monolead.schemas.DeadLetter;
import io.monolead.schemas.DeadLetterReason;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.TechnicalCondition;
import io.monolead.schemas.TechnicalState;
import io.monolead.schemas.WireFormat;
import io.monolead.signal.Lead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole job with the shipped model, on simulated hearts, among all the rubbish there is. */
class RealModelITCase {
  private static final Path BUNDLE = ShippedBundle.path();
  private static final long START = TestSegments.EPOCH;
  private static final int SECONDS = 40;
  private static final double[] RATES_HZ = {100, 250, 333.33, 500};

  /**
   * For the test that waits for silence: what was sent at once is gone through by the wall clock
   * before silence begins. 15 s are two windows at every rate: 1667 + 3333 samples at 333.33 Hz.
   */
  private static final int SECONDS_BEFORE_SILENCE = 15;

  /**
   * 10 s every 5 s: seven of 40 s, but six at 333.33 Hz, whose hop of 1667 samples is a little
   * longer: 6 * 1667 + 3333 samples are two more than the 13333 there are.
   */
  private static final int WINDOWS = 3 * 7 + 6;

  private static final WireFormat<EcgSegment> SEGMENTS = WireFormat.of(EcgSegment.class);

  private static EmbeddedKafka kafka;
  private static EmbeddedFlink flink;
  private static KafkaConnection connection;
  private static List<String> labels;

  private record Hostile(byte[] value, DeadLetterReason reason) {}

  /** A hostile record and where the broker put it. */
  private record Sent(RecordMetadata at, byte[] value, DeadLetterReason reason) {
    String origin() {
      return at.topic() + "-" + at.partition() + "@" + at.offset();
    }
  }

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start();
    flink = EmbeddedFlink.start(2);
    connection = KafkaConnection.to(kafka.bootstrapServers());
    labels = ModelBundle.read(BUNDLE).manifest().labelSpace().labels();
  }

  @AfterAll
  static void stop() {
    flink.close();
    kafka.close();
  }

  private static void createTopics(String prefix) {
    new Topics(connection)
        .create(
            new TopicLayout(3, Optional.of((short) 1), Optional.empty(), Optional.empty())
                .topics(new TopicNames(prefix), labels));
  }

  private static JobSettings settings(String prefix, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--kafka.bootstrap-servers",
                kafka.bootstrapServers(),
                "--kafka.topic-prefix",
                prefix,
                "--kafka.group-id",
                prefix,
                "--kafka.start",
                "earliest",
                "--model.bundle",
                BUNDLE.toString()));
    all.addAll(List.of(more));
    return JobSettings.of(OptionSources.fromArguments(all.toArray(String[]::new)));
  }

  private static StreamExecutionEnvironment job(JobSettings settings) {
    MonitoringJob.verify(settings, Duration.ofSeconds(30));
    StreamExecutionEnvironment environment = flink.newEnvironment();
    MonitoringJob.onKafka(settings).build(environment);
    return environment;
  }

  /** What the four devices send, in order. */
  private static List<EcgSegment> hearts(int seconds) {
    Rhythm[] rhythms = Rhythm.values();
    List<ReplayDevice> devices = new ArrayList<>();
    for (int i = 0; i < RATES_HZ.length; i++) {
      SimulatedHeart heart =
          new SimulatedHeart(
              HeartScenario.of(new Episode(rhythms[i], seconds)), Lead.I, RATES_HZ[i], i);
      devices.add(
          new ReplayDevice(
              "bed-" + i,
              new SimulatedSource(heart, Lead.I, Math.round(seconds * RATES_HZ[i])),
              START));
    }
    List<EcgSegment> segments = new ArrayList<>();
    new Replayer(ReplayOptions.fullSpeed()).replay(devices, segments::add);
    return segments;
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "max.request.size", 4 << 20),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static RecordMetadata send(
      KafkaProducer<byte[], byte[]> producer, String prefix, String key, byte[] value)
      throws Exception {
    return producer
        .send(
            new ProducerRecord<>(
                prefix + "segments",
                null,
                START / 1000,
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                value))
        .get();
  }

  private static EcgSegment.Builder changed(EcgSegment segment) {
    return EcgSegment.newBuilder(segment).setSamples(segment.getSamples().duplicate());
  }

  /** Every way to be wrong, made from a segment that has been sent. */
  private static List<Hostile> hostile(EcgSegment good) {
    List<Hostile> all = new ArrayList<>();
    byte[] bytes = SEGMENTS.encode(good);
    all.add(new Hostile(new byte[] {1, 2, 3}, DeadLetterReason.UNDECODABLE));
    all.add(new Hostile(new byte[0], DeadLetterReason.UNDECODABLE));
    all.add(new Hostile(Arrays.copyOf(bytes, bytes.length / 2), DeadLetterReason.UNDECODABLE));
    byte[] unknown = bytes.clone();
    unknown[4] ^= 1;
    all.add(new Hostile(unknown, DeadLetterReason.UNKNOWN_SCHEMA));
    // A device id that claims 50 MB, as Avro's zigzag number.
    byte[] claiming = Arrays.copyOf(bytes, 14);
    long zigzag = 50_000_000L << 1;
    for (int i = 10; i < 14; i++) {
      claiming[i] = (byte) ((zigzag & 0x7f) | (i < 13 ? 0x80 : 0));
      zigzag >>>= 7;
    }
    all.add(new Hostile(claiming, DeadLetterReason.UNDECODABLE));
    for (double rate : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 20_000}) {
      all.add(
          new Hostile(
              SEGMENTS.encode(changed(good).setSamplingRateHz(rate).build()),
              DeadLetterReason.INVALID_RATE));
    }
    for (double resolution : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      all.add(
          new Hostile(
              SEGMENTS.encode(changed(good).setResolutionNanovolts(resolution).build()),
              DeadLetterReason.INVALID_RESOLUTION));
    }
    for (int size : new int[] {0, 1, 2, 1_000_000, 1_900_000}) {
      all.add(
          new Hostile(
              SEGMENTS.encode(changed(good).setSamples(ByteBuffer.allocate(size)).build()),
              DeadLetterReason.INVALID_LENGTH));
    }
    // One sample that would last for thirty thousand years, ahead of the device's next segment.
    all.add(
        new Hostile(
            SEGMENTS.encode(
                changed(good)
                    .setSequenceNumber(good.getSequenceNumber() + 1)
                    .setStartTimeMicros(good.getStartTimeMicros() + 1_000_000)
                    .setSamplingRateHz(1e-12)
                    .setSamples(ByteBuffer.allocate(2))
                    .build()),
            DeadLetterReason.INVALID_LENGTH));
    all.add(
        new Hostile(
            SEGMENTS.encode(changed(good).setSequenceNumber(-1).build()),
            DeadLetterReason.INVALID_SEQUENCE));
    all.add(
        new Hostile(
            SEGMENTS.encode(changed(good).setDeviceId("").build()),
            DeadLetterReason.INVALID_DEVICE));
    all.add(
        new Hostile(
            SEGMENTS.encode(changed(good).setLead("").build()), DeadLetterReason.INVALID_LEAD));
    for (long micros : new long[] {Long.MIN_VALUE, Long.MAX_VALUE, START + 86_400_000_000L}) {
      all.add(
          new Hostile(
              SEGMENTS.encode(changed(good).setStartTimeMicros(micros).build()),
              DeadLetterReason.INVALID_TIME));
    }
    // A used number with other content; its time has passed.
    all.add(
        new Hostile(
            SEGMENTS.encode(changed(good).setLeadOff(true).build()), DeadLetterReason.TOO_LATE));
    return all;
  }

  private static void produceClean(String prefix, int seconds) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (EcgSegment segment : hearts(seconds)) {
        send(producer, prefix, segment.getDeviceId(), SEGMENTS.encode(segment));
      }
    }
  }

  /** The same, with neighbours swapped, some repeated, and hostile records in between. */
  private static List<Sent> produceAmongHostile(String prefix) throws Exception {
    List<EcgSegment> segments = hearts(SECONDS);
    List<Sent> sent = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (int second = 0; second < SECONDS; second++) {
        for (int device = 0; device < RATES_HZ.length; device++) {
          // Device 2 sends its segments pairwise swapped, device 1 each twice.
          int at = device == 2 ? second ^ 1 : second;
          String id = "bed-" + device;
          EcgSegment segment =
              segments.stream()
                  .filter(one -> one.getSequenceNumber() == at && one.getDeviceId().equals(id))
                  .findFirst()
                  .orElseThrow();
          byte[] bytes = SEGMENTS.encode(segment);
          send(producer, prefix, segment.getDeviceId(), bytes);
          if (device == 1) {
            send(producer, prefix, segment.getDeviceId(), bytes);
          }
          if (device == 0 && second % 13 == 7) {
            for (Hostile one : hostile(segment)) {
              sent.add(
                  new Sent(
                      send(producer, prefix, segment.getDeviceId(), one.value()),
                      one.value(),
                      one.reason()));
            }
            sent.add(
                new Sent(
                    send(producer, prefix, "bed-0", null), null, DeadLetterReason.UNDECODABLE));
            sent.add(
                new Sent(
                    send(producer, prefix, null, new byte[] {9}),
                    new byte[] {9},
                    DeadLetterReason.UNDECODABLE));
          }
        }
      }
    }
    return sent;
  }

  private static <T extends SpecificRecord> List<RecordReader.Received<T>> read(
      Class<T> type, String topic) {
    try (RecordReader<T> reader =
        new RecordReader<>(
            connection, type, List.of(topic), RecordReader.From.EARLIEST, Duration.ofSeconds(20))) {
      return reader.readToEnd();
    }
  }

  /** The bytes of the scores, device by device, in order. */
  private static Map<String, List<String>> scores(String prefix) {
    Map<String, List<String>> scores = new TreeMap<>();
    read(EcgScore.class, prefix + "scores")
        .forEach(
            one ->
                scores
                    .computeIfAbsent(one.record().getDeviceId(), any -> new ArrayList<>())
                    .add(HexFormat.of().formatHex(one.source().value())));
    return scores;
  }

  @Test
  void hostileRecordsAreAccountedForAndChangeNoScore() throws Exception {
    createTopics("clean.");
    produceClean("clean.", SECONDS);
    job(settings("clean.", "--kafka.bounded", "true")).execute();
    createTopics("hostile.");
    List<Sent> sent = produceAmongHostile("hostile.");
    job(settings("hostile.", "--kafka.bounded", "true")).execute();

    assertThat(scores("clean.").values().stream().mapToInt(List::size).sum()).isEqualTo(WINDOWS);
    assertThat(read(DeadLetter.class, "clean.dead-letters")).isEmpty();
    assertThat(scores("hostile.")).isEqualTo(scores("clean."));
    // Hearts in different rhythms at different rates: no two scores are alike.
    assertThat(scores("clean.").values().stream().flatMap(List::stream)).doesNotHaveDuplicates();

    Map<String, DeadLetter> letters = new TreeMap<>();
    for (RecordReader.Received<DeadLetter> one : read(DeadLetter.class, "hostile.dead-letters")) {
      DeadLetter letter = one.record();
      String origin = letter.getTopic() + "-" + letter.getPartition() + "@" + letter.getOffset();
      assertThat(letters.put(origin, letter)).as("second letter of %s", origin).isNull();
    }
    assertThat(letters.keySet())
        .containsExactlyInAnyOrderElementsOf(sent.stream().map(Sent::origin).toList());
    for (Sent one : sent) {
      DeadLetter letter = letters.get(one.origin());
      assertThat(letter.getReason()).as("%s", letter.getDetail()).isEqualTo(one.reason());
      assertThat(letter.getValue())
          .isEqualTo(one.value() == null ? null : ByteBuffer.wrap(one.value()));
    }
    // Both jobs are over, so nobody holds the model any more.
    awaitTrue(() -> SharedModels.OF_PROCESS.size() == 0);
  }

  @Test
  void ifAllDevicesFallSilentInALiveRunEachIsReportedLost() throws Exception {
    long end = START + SECONDS_BEFORE_SILENCE * 1_000_000L;
    createTopics("silent.");
    JobClient client =
        job(settings(
                "silent.",
                "--time.idleness",
                "1 s",
                "--time.out-of-orderness",
                "1 s",
                "--signal-lost.timeout",
                "3 s"))
            .executeAsync();
    produceClean("silent.", SECONDS_BEFORE_SILENCE);
    awaitTrue(
        () -> read(TechnicalAlert.class, "silent.alerts.technical").size() >= RATES_HZ.length);
    assertThat(client.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
    client.cancel().get();
    assertThat(read(TechnicalAlert.class, "silent.alerts.technical"))
        .extracting(RecordReader.Received::record)
        .allSatisfy(
            alert -> {
              assertThat(alert.getCondition()).isEqualTo(TechnicalCondition.SIGNAL_LOST);
              assertThat(alert.getState()).isEqualTo(TechnicalState.RAISED);
              // 333.33 Hz has no sample at the very end: 5000 of them take 15.00015 s.
              assertThat(alert.getOnsetMicros()).isBetween(end, end + 3000);
            })
        .extracting(TechnicalAlert::getDeviceId)
        .containsExactlyInAnyOrder("bed-0", "bed-1", "bed-2", "bed-3");
    assertThat(scores("silent.").values().stream().mapToInt(List::size).sum())
        .isEqualTo(2 * RATES_HZ.length);
  }

  @Test
  void whatCannotWorkIsRefusedBeforeAnythingStarts() throws Exception {
    assertThatThrownBy(() -> MonitoringJob.verify(settings("absent."), Duration.ofSeconds(10)))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("absent.");
    createTopics("refused.");
    assertThatThrownBy(() -> verify("refused.", "--window.length", "8 s"))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("monolead.window.length")
        .hasMessageContaining("10.0 s");
    assertThatThrownBy(() -> verify("refused.", "--alert.thresholds", "AFIBB:0.7"))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("AFIBB")
        .hasMessageContaining("AFIB, ");
    assertThatThrownBy(
            () ->
                verify(
                    "refused.",
                    "--model.bundle",
                    BUNDLE.resolveSibling("..").resolve("pom.xml") + ""))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("monolead.model.bundle")
        .hasMessageContaining("pom.xml");
    assertThatThrownBy(() -> verify("refused.", "--model.bundle", "nowhere.mlb"))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("nowhere.mlb");
    verify("refused.");
  }

  private static void verify(String prefix, String... more) {
    MonitoringJob.verify(settings(prefix, more), Duration.ofSeconds(10));
  }

  private static void awaitTrue(Callable<Boolean> condition) throws Exception {
    Instant end = Instant.now().plusSeconds(120);
    while (!condition.call()) {
      assertThat(Instant.now()).as("two minutes are enough").isBefore(end);
      Thread.sleep(100);
    }
  }
}
