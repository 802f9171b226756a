// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import static io.monolead.job.JobHarness.LABELS;
import static io.monolead.job.JobHarness.SECONDS;
import static io.monolead.job.JobHarness.WINDOWS;
import static io.monolead.job.JobHarness.arithmetic;
import static io.monolead.job.JobHarness.awaitTrue;
import static io.monolead.job.TestSegments.EPOCH;
import static io.monolead.job.TestSegments.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.kafka.ControlSender;
import io.monolead.connectors.kafka.RecordReader;
import io.monolead.job.alert.AlertPolicies;
import io.monolead.job.config.JobSettings;
import io.monolead.job.config.OptionSources;
import io.monolead.job.control.ControlLog;
import io.monolead.job.control.KafkaControlLogFactory;
import io.monolead.job.infer.NetworkTime;
import io.monolead.job.infer.WindowScorerFactory;
import io.monolead.schemas.AlertPolicy;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.TechnicalCondition;
import io.monolead.schemas.TechnicalState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A live run, and runs over what it has read: the job on a broker and a cluster, with arithmetic in
 * place of the network. Seven devices send two minutes in some seconds, each record with the time
 * of its segment, while the live run reads along; one of them, and only one, goes away for good.
 */
class ReplayITCase {
  private static final String LIVE = "history.";

  /** Falls silent after 20 s and does not come back. */
  private static final int GONE = 6;

  private static final int GONE_SECONDS = 20;

  /** Windows of a device that sends 20 s. */
  private static final int GONE_WINDOWS = 3;

  /** The policy that holds from 60 s on asks for more than the fibrillating device gives. */
  private static final long POLICY_FROM = EPOCH + 60 * SECOND;

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

  private static JobHarness harness;
  private static Map<String, List<String>> live;

  @BeforeAll
  static void runLive() throws Exception {
    harness = JobHarness.start(2);
    harness.createTopics(LIVE);
    sendPolicy("strict", 0.9f, POLICY_FROM);
    StreamExecutionEnvironment environment = harness.flink().newEnvironment();
    MonitoringJob.onKafka(
            settings(
                LIVE,
                "--kafka.start",
                "earliest",
                "--delivery.guarantee",
                "exactly-once",
                "--time.idleness",
                "2 s",
                "--time.wall-clock-in-silence",
                "false"),
            arithmetic())
        .build(environment);
    JobClient job = environment.executeAsync();
    try (KafkaProducer<byte[], byte[]> producer = harness.newProducer()) {
      for (int second = 0; second < SECONDS; second++) {
        produce(producer, second);
        Thread.sleep(25);
      }
    }
    awaitTrue(
        () ->
            harness.records(EcgScore.class, LIVE + "scores").size() >= WINDOWS + GONE_WINDOWS
                && lost(LIVE, "device-" + GONE).size() == 1);
    assertThat(checkpoints(job).getCounts().getNumberOfCompletedCheckpoints()).isPositive();
    job.cancel().get();
    live = harness.content(LIVE);
  }

  @AfterAll
  static void stop() {
    harness.close();
  }

  private static void sendPolicy(String version, float threshold, long fromMicros)
      throws Exception {
    new ControlSender(harness.connection(), ANSWER_WITHIN)
        .send(
            AlertPolicy.class,
            LIVE + "policies",
            "AFIB",
            AlertPolicy.newBuilder(AlertPolicies.defaultFor("AFIB"))
                .setVersion(version)
                .setThreshold(threshold)
                .setEffectiveFromMicros(fromMicros)
                .build(),
            EPOCH / 1000);
  }

  /**
   * As {@link JobHarness#produce} sends, with the segments' own times, and the device that goes.
   */
  private static void produce(KafkaProducer<byte[], byte[]> producer, int second) throws Exception {
    for (int device = 0; device <= GONE; device++) {
      int at = device == 4 ? second ^ 1 : second;
      boolean silent = device == 5 ? at >= 50 && at < 100 : device == GONE && at >= GONE_SECONDS;
      if (silent) {
        continue;
      }
      byte[] value = TestSegments.bytes(harness.segment(device, at));
      send(producer, "device-" + device, at, value);
      if (device == 4) {
        send(producer, "device-" + device, at, value);
      }
    }
    if (second % 40 == 10) {
      send(producer, "garbage", second, JobHarness.GARBAGE);
    }
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, String key, int second, byte[] value)
      throws Exception {
    producer
        .send(
            new ProducerRecord<>(
                LIVE + "segments",
                null,
                EPOCH / 1000 + second * 1000L,
                key.getBytes(StandardCharsets.UTF_8),
                value))
        .get();
  }

  private static JobSettings settings(String prefix, String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--kafka.bootstrap-servers",
                harness.connection().bootstrapServers(),
                "--kafka.source-prefix",
                LIVE,
                "--kafka.topic-prefix",
                prefix,
                "--kafka.group-id",
                prefix,
                "--delivery.transactional-id-prefix",
                prefix,
                "--model.bundle",
                "none",
                "--control.notice",
                "0 s",
                "--alert.thresholds",
                "AFIB:0.4",
                "--inference.max-wait",
                "5 ms",
                "--checkpoint.interval",
                "100 ms"));
    all.addAll(List.of(arguments));
    return JobSettings.of(OptionSources.fromArguments(all.toArray(String[]::new)));
  }

  /** Up to the whole minute after the last segment. */
  private static JobSettings replay(String prefix, String... arguments) {
    harness.createTopics(prefix);
    List<String> all =
        new ArrayList<>(
            List.of("--kafka.start", "earliest", "--kafka.stop", instant(SECONDS).toString()));
    all.addAll(List.of(arguments));
    return settings(prefix, all.toArray(String[]::new));
  }

  private static Instant instant(int second) {
    return Instant.ofEpochMilli(EPOCH / 1000 + second * 1000L);
  }

  private static JobExecutionResult run(JobSettings settings, WindowScorerFactory scorers)
      throws Exception {
    StreamExecutionEnvironment environment = harness.flink().newEnvironment();
    MonitoringJob.onKafka(settings, scorers).build(environment);
    return environment.execute();
  }

  private static List<TechnicalAlert> lost(String prefix, String device) {
    return harness.records(TechnicalAlert.class, prefix + "alerts.technical").stream()
        .filter(
            alert ->
                alert.getDeviceId().equals(device)
                    && alert.getCondition() == TechnicalCondition.SIGNAL_LOST)
        .toList();
  }

  @Test
  void atFullSpeedATopicGivesTheBytesOfTheLiveRun() throws Exception {
    JobExecutionResult result = run(replay("full.", "--parallelism", "1"), arithmetic());

    assertThat(harness.content("full.")).isEqualTo(live);
    NetworkTime time = NetworkTime.of(result).orElseThrow();
    assertThat(time.windows()).isEqualTo(WINDOWS + GONE_WINDOWS);
    assertThat(time.networkNanos()).isPositive().isLessThan(time.spanNanos());
    assertThat(time.outsideShare()).isBetween(0.0, 1.0);

    // Lest two empty or trivial runs agree: raised by the options' threshold, cleared when the
    // order's holds from 60 s on, and the device that went away is known to have.
    assertThat(harness.records(EcgAlert.class, "full.alerts.AFIB"))
        .extracting(EcgAlert::getState)
        .containsExactly(AlertState.RAISED, AlertState.CLEARED);
    assertThat(harness.records(EcgAlert.class, "full.alerts.AFIB").get(1).getPolicyVersion())
        .isEqualTo("strict");
    assertThat(lost("full.", "device-" + GONE))
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.getState()).isEqualTo(TechnicalState.RAISED);
              assertThat(alert.getOnsetMicros()).isEqualTo(EPOCH + GONE_SECONDS * SECOND);
            });
  }

  @Test
  void twoSubtasksGiveTheBytesOfTheLiveRun() throws Exception {
    run(
        replay(
            "two.",
            "--parallelism",
            "2",
            "--inference.batch-size",
            "7",
            "--kafka.start",
            "0:0,1:0,2:0"),
        arithmetic());
    assertThat(harness.content("two.")).isEqualTo(live);
  }

  @Test
  void aTaskManagerKilledInTheMiddleChangesNoByte() throws Exception {
    SlowScorer.hold();
    StreamExecutionEnvironment environment = harness.flink().newEnvironment();
    MonitoringJob.onKafka(
            replay(
                "killed.",
                "--delivery.guarantee",
                "exactly-once",
                // All of the topic fits into the buffers before a slow network: an aligned barrier
                // would come behind it.
                "--execution.checkpointing.unaligned.enabled",
                "true",
                "--inference.batch-size",
                "2",
                "--restart-strategy.type",
                "fixed-delay",
                "--restart-strategy.fixed-delay.attempts",
                "5",
                "--restart-strategy.fixed-delay.delay",
                "100 ms"),
            batchSize -> new SlowScorer(LABELS, batchSize))
        .build(environment);
    JobClient job = environment.executeAsync();
    awaitTrue(() -> !harness.records(EcgScore.class, "killed.scores").isEmpty());
    harness.flink().cluster().terminateTaskManager(0).get();
    int before = harness.records(EcgScore.class, "killed.scores").size();
    harness.flink().cluster().startTaskManager();
    SlowScorer.letGo();
    job.getJobExecutionResult().get();

    assertThat(before).isPositive().isLessThan(WINDOWS);
    assertThat(checkpoints(job).getCounts().getNumberOfRestoredCheckpoints()).isPositive();
    assertThat(harness.content("killed.")).isEqualTo(live);
  }

  @Test
  void aRangeInTheMiddleGivesTheWindowsOfTheLiveRunThatLieInIt() throws Exception {
    // 35 s is a whole number of hops after the first sample.
    run(
        settings(
            middle("middle."),
            "--kafka.start",
            instant(35).toString(),
            "--kafka.stop",
            instant(95).toString()),
        arithmetic());

    Map<String, List<String>> inside = new TreeMap<>();
    for (RecordReader.Received<EcgScore> one : harness.read(EcgScore.class, LIVE + "scores")) {
      if (one.record().getWindowStartMicros() >= EPOCH + 35 * SECOND
          && one.record().getWindowEndMicros() <= EPOCH + 95 * SECOND) {
        add(inside, one);
      }
    }
    Map<String, List<String>> replayed = new TreeMap<>();
    harness.read(EcgScore.class, "middle.scores").forEach(one -> add(replayed, one));
    assertThat(inside).hasSize(6);
    assertThat(replayed).isEqualTo(inside);
  }

  private static String middle(String prefix) {
    harness.createTopics(prefix);
    return prefix;
  }

  private static void add(Map<String, List<String>> all, RecordReader.Received<EcgScore> one) {
    all.computeIfAbsent(one.record().getDeviceId(), any -> new ArrayList<>())
        .add(HexFormat.of().formatHex(one.source().value()));
  }

  @Test
  void fixedOrdersLeaveThePoliciesOfTheOptionsInForce() throws Exception {
    run(replay("fixed.", "--control.enabled", "false"), arithmetic());
    run(replay("models.", "--control.follow", "models"), arithmetic());
    List<EcgAlert> alerts = harness.records(EcgAlert.class, "fixed.alerts.AFIB");
    assertThat(alerts)
        .extracting(EcgAlert::getState)
        .containsExactly(AlertState.RAISED, AlertState.CLEARED);
    // Windows that start up to 75 s begin in fibrillation: the episode is not cut short at 60 s.
    assertThat(alerts.get(1).getEndMicros()).isEqualTo(EPOCH + 85 * SECOND);
    assertThat(harness.records(EcgAlert.class, "models.alerts.AFIB")).isEqualTo(alerts);
  }

  @Test
  void withoutATimeToEndAtNothingIsRaisedBecauseTheInputEnded() throws Exception {
    run(replay("latest.", "--kafka.stop", "latest"), arithmetic());
    assertThat(lost("latest.", "device-" + GONE)).isEmpty();
    // Found by its own next segment.
    assertThat(lost("latest.", "device-5")).hasSize(2);
  }

  @Test
  void ordersThatAreSentAfterARunWasSettledDoNotCount() throws Exception {
    harness.createTopics("later.");
    KafkaControlLogFactory<AlertPolicy> log =
        new KafkaControlLogFactory<>(harness.connection(), AlertPolicy.class, LIVE + "policies");
    BoundedInput input = BoundedInput.of(replay("settled."), ANSWER_WITHIN);
    assertThat(input.policyOrders()).isEqualTo(1);
    assertThat(input.modelOrders()).isZero();
    try (ControlLog<AlertPolicy> settled = log.until(input.policyOrders()).open();
        ControlLog<AlertPolicy> none = log.until(0).open()) {
      assertThat(settled.entries()).hasSize(1);
      assertThat(settled.entries().get(0).record().orElseThrow().getVersion()).isEqualTo("strict");
      assertThat(none.entries()).isEmpty();
    }
  }

  private static CheckpointStatsSnapshot checkpoints(JobClient job) throws Exception {
    return harness
        .flink()
        .cluster()
        .getExecutionGraph(job.getJobID())
        .get()
        .getCheckpointStatsSnapshot();
  }
}
