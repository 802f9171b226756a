// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.monolead.cli.CommandRunner;
import io.monolead.cli.architecture.SourceTree;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.connectors.generator.SimulatedHeart;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.RecordReader;
import io.monolead.connectors.kafka.SegmentProducer;
import io.monolead.connectors.kafka.TopicLayout;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.Topics;
import io.monolead.connectors.replay.ReplayDevice;
import io.monolead.connectors.replay.ReplayOptions;
import io.monolead.connectors.replay.Replayer;
import io.monolead.connectors.replay.SimulatedSource;
import io.monolead.embedded.EmbeddedKafka;
import io.monolead.inference.ModelBundle;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.RunRecord;
import io.monolead.schemas.RunState;
import io.monolead.signal.Lead;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Back-fills of two simulated minutes of three hearts, with the shipped model. */
class BackfillITCase {
  private static final Path SHIPPED = SourceTree.root().resolve("models/monitoring-lead-i.mlb");
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final int SECONDS = 120;
  private static final int HEARTS = 3;

  /** 120 s give 23 windows of 10 s every 5 s. */
  private static final int WINDOWS = 23;

  @TempDir private static Path folder;
  private static EmbeddedKafka kafka;
  private static KafkaConnection connection;

  @BeforeAll
  static void record() throws Exception {
    kafka = EmbeddedKafka.start();
    connection = KafkaConnection.to(kafka.bootstrapServers());
    List<String> labels = ModelBundle.read(SHIPPED).manifest().labelSpace().labels();
    TopicLayout layout =
        new TopicLayout(2, Optional.of((short) 1), Optional.empty(), Optional.empty());
    new Topics(connection).create(layout.topics(TopicNames.DEFAULT, labels));
    List<ReplayDevice> hearts = new ArrayList<>();
    for (int i = 0; i < HEARTS; i++) {
      HeartScenario scenario =
          HeartScenario.of(new Episode(i == 0 ? Rhythm.ATRIAL_FIBRILLATION : Rhythm.SINUS, 300));
      hearts.add(
          ReplayDevice.of(
              "heart-" + i,
              new SimulatedSource(
                  new SimulatedHeart(scenario, Lead.I, 250, i), Lead.I, 250L * SECONDS),
              START));
    }
    try (SegmentProducer producer =
        new SegmentProducer(connection, TopicNames.DEFAULT.segments())) {
      new Replayer(ReplayOptions.fullSpeed()).replay(hearts, producer);
    }
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  private static CommandRunner run(int expected, String... arguments) {
    return run(List.of("backfill", "--slots", "2"), expected, arguments);
  }

  private static CommandRunner run(List<String> command, int expected, String... arguments) {
    CommandRunner runner = new CommandRunner(folder, Optional.of(SourceTree.root()));
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of("--bootstrap", kafka.bootstrapServers()));
    all.addAll(Arrays.asList(arguments));
    int code = runner.run(all.toArray(String[]::new));
    assertThat(code).as(runner.out() + runner.err()).isEqualTo(expected);
    return runner;
  }

  /** Records ever written to each live topic, and the groups the broker knows. */
  private static Map<String, Long> live() {
    Topics topics = new Topics(connection);
    return topics.written(topics.names().stream().filter(name -> name.startsWith("ecg.")).toList());
  }

  private static <T extends org.apache.avro.specific.SpecificRecord> List<T> records(
      Class<T> type, String topic) {
    try (RecordReader<T> reader =
        new RecordReader<>(
            connection, type, List.of(topic), RecordReader.From.EARLIEST, Duration.ofSeconds(20))) {
      return reader.readToEnd().stream().map(RecordReader.Received::record).toList();
    }
  }

  @Test
  void resultsLieUnderTheirPrefixWithARecordOfWhatMadeThemAndLiveTopicsStayAsTheyWere()
      throws Exception {
    Map<String, Long> before = live();
    assertThat(before).containsEntry("ecg.segments", (long) HEARTS * SECONDS);
    Path json = folder.resolve("run.json");

    CommandRunner runner =
        run(
            ExitCode.OK,
            "--results",
            "past.one.",
            "--to",
            START.plusSeconds(SECONDS).toString(),
            "--json",
            json.toString());

    assertThat(live()).isEqualTo(before);
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", (Object) kafka.bootstrapServers()))) {
      assertThat(admin.listGroups().all().get()).extracting(GroupListing::groupId).isEmpty();
    }
    assertThat(records(EcgScore.class, "past.one.scores")).hasSize(HEARTS * WINDOWS);
    assertThat(runner.out())
        .contains("% of the time outside the network")
        .contains(HEARTS * WINDOWS + " windows in ")
        .contains("did not wait for the network's answer");

    List<RunRecord> runs = records(RunRecord.class, "past.one.runs");
    assertThat(runs)
        .extracting(RunRecord::getState)
        .containsExactly(RunState.STARTED, RunState.FINISHED);
    RunRecord run = runs.get(1);
    ModelBundle bundle = ModelBundle.read(SHIPPED);
    assertThat(run.getRunId()).isEqualTo(runs.get(0).getRunId());
    assertThat(run.getModelId()).isEqualTo(bundle.manifest().modelId());
    assertThat(run.getModelVersion()).isEqualTo(bundle.manifest().modelVersion());
    assertThat(run.getModelSha256())
        .isEqualTo(
            HexFormat.of()
                .formatHex(
                    MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(SHIPPED))));
    assertThat(run.getPrecision()).isIn("plain", "float32", "bfloat16", "int8");
    assertThat(run.getCode()).contains("commit").contains("sha256:");
    assertThat(run.getTopic()).isEqualTo("ecg.segments");
    assertThat(run.getFromMicros()).isNull();
    assertThat(run.getToMicros()).isEqualTo(START.plusSeconds(SECONDS).toEpochMilli() * 1000);
    assertThat(
            run.getPartitions().stream()
                .mapToLong(part -> part.getToOffset() - part.getFromOffset())
                .sum())
        .isEqualTo((long) HEARTS * SECONDS);
    assertThat(run.getOrders())
        .extracting(orders -> orders.getTopic() + " " + orders.getToOffset())
        .containsExactly("ecg.models 0", "ecg.policies 0");
    assertThat(run.getOptions())
        .anySatisfy(
            option -> {
              assertThat(option.getKey()).isEqualTo("monolead.window.hop");
              assertThat(option.getValue()).contains("5");
            })
        .noneMatch(option -> option.getKey().startsWith("monolead.kafka.properties"));
    assertThat(run.getResults())
        .anySatisfy(
            result -> {
              assertThat(result.getTopic()).isEqualTo("past.one.scores");
              assertThat(result.getRecords()).isEqualTo(HEARTS * WINDOWS);
              assertThat(result.getSha256()).hasSize(64);
            });
    assertThat(run.getModels())
        .singleElement()
        .satisfies(model -> assertThat(model.getScores()).isEqualTo(HEARTS * WINDOWS));
    assertThat(run.getWindows()).isEqualTo(HEARTS * WINDOWS);
    assertThat(run.getNetworkMicros()).isPositive().isLessThanOrEqualTo(run.getSpanMicros());

    JsonNode written = new ObjectMapper().readTree(json.toFile());
    assertThat(written.get("runId").asText()).isEqualTo(run.getRunId());
    assertThat(written.get("modelSha256").asText()).isEqualTo(run.getModelSha256());
    assertThat(written.get("partitions")).hasSize(2);

    // Another run of the same range has the same digests, under a prefix of its own.
    run(ExitCode.OK, "--results", "past.two.", "--set", "parallelism=1");
    assertThat(digests("past.two.")).isEqualTo(digests("past.one.")).isNotEmpty();

    // What holds records already is not written to again.
    long scores = new Topics(connection).written(List.of("past.one.scores")).get("past.one.scores");
    CommandRunner again = run(ExitCode.FAILED, "--results", "past.one.");
    assertThat(again.err())
        .contains("hold records of another run already")
        .contains("past.one.scores");
    assertThat(new Topics(connection).written(List.of("past.one.scores")))
        .containsEntry("past.one.scores", scores);
    assertThat(live()).isEqualTo(before);
  }

  /**
   * One heart fibrillates throughout, the others never: what the model says must tell them apart.
   */
  @Test
  void resultsAreEvaluatedAgainstTruthAndBesideAnotherRunsResults() throws Exception {
    run(ExitCode.OK, "--results", "judged.one.");
    run(ExitCode.OK, "--results", "judged.two.", "--set", "parallelism=1");
    run(ExitCode.OK, "--results", "judged.part.", "--to", START.plusSeconds(60).toString());
    Path truth = folder.resolve("truth.jsonl");
    Files.writeString(
        truth,
        "{\"device\":\"heart-0\",\"label\":\"AFIB\",\"from\":\""
            + START
            + "\",\"to\":\""
            + START.plusSeconds(SECONDS)
            + "\"}\n");
    Path report = folder.resolve("judged");
    List<String> evaluate =
        List.of("evaluate", "stream", "--backfill", "judged.one.", "--resamples", "20");

    CommandRunner runner =
        run(
            evaluate,
            ExitCode.OK,
            "--against-backfill",
            "judged.two.",
            "--truth",
            truth.toString(),
            "--annotated",
            "AFIB",
            "--output",
            report.toString());

    assertThat(runner.out()).contains("on 3 recordings of 3 patients").contains("against");
    JsonNode evaluation = new ObjectMapper().readTree(report.resolve("evaluation.json").toFile());
    assertThat(evaluation.get("streams")).hasSize(HEARTS);
    JsonNode fibrillation =
        java.util.stream.StreamSupport.stream(evaluation.get("labels").spliterator(), false)
            .filter(each -> each.get("label").asText().equals("AFIB"))
            .findFirst()
            .orElseThrow();
    JsonNode windows = fibrillation.get("overall").get("windows");
    assertThat(windows.get("windows").asInt()).isEqualTo(HEARTS * WINDOWS);
    assertThat(windows.get("positives").asInt()).isEqualTo(WINDOWS);
    assertThat(windows.get("auc").get("value").asDouble()).isGreaterThan(0.95);
    assertThat(report.resolve("report.html")).isRegularFile();

    assertThat(run(evaluate, ExitCode.FAILED, "--against-backfill", "judged.part.").err())
        .contains("read other segments")
        .contains("cannot be paired");
    assertThat(
            run(List.of("evaluate", "stream", "--backfill", "never.was."), ExitCode.FAILED).err())
        .contains("never.was.runs");
  }

  private static List<String> digests(String prefix) {
    return records(RunRecord.class, prefix + "runs").get(1).getResults().stream()
        .filter(result -> result.getSha256() != null)
        .map(
            result ->
                result.getTopic().substring(prefix.length())
                    + " "
                    + result.getRecords()
                    + " "
                    + result.getSha256())
        .toList();
  }

  @Test
  void liveTopicsAreRefusedAsResultsHoweverTheyAreNamed() {
    Map<String, Long> before = live();
    assertThat(run(ExitCode.FAILED, "--results", "ecg.").err())
        .contains("would go to the live topics");
    assertThat(run(ExitCode.FAILED, "--results", "ecg.alerts.").err())
        .contains("look like, a live topic");
    assertThat(run(ExitCode.FAILED, "--results", "ecg.alerts.trial.").err())
        .contains("look like, a live topic");
    // Nor by an option of the job.
    assertThat(run(ExitCode.FAILED, "--results", "safe.", "--set", "kafka.topic-prefix=ecg.").err())
        .contains("would go to the live topics");
    assertThat(run(ExitCode.USAGE, "--results", "no blanks").err()).contains("--results");
    assertThat(live()).isEqualTo(before);
    assertThat(new Topics(connection).names()).noneMatch(name -> name.startsWith("safe."));
  }

  @Test
  void topicsThatWouldForgetResultsAreRefused() {
    new Topics(connection)
        .create(
            List.of(
                new io.monolead.connectors.kafka.TopicSpec(
                    "week.scores", 2, Optional.empty(), Map.of("retention.ms", "604800000"))));
    assertThat(run(ExitCode.FAILED, "--results", "week.").err())
        .contains("could lose some")
        .contains("week.scores has retention.ms 604800000");
  }

  @Test
  void aRangeThatHoldsNothingOrCannotBeIsRefusedAndLeavesNoTopic() {
    assertThat(
            run(
                    ExitCode.FAILED,
                    "--results",
                    "none.",
                    "--from",
                    "2027-01-01T00:00:00Z",
                    "--to",
                    "2027-01-02T00:00:00Z")
                .err())
        .contains("no records of ecg.segments");
    assertThat(
            run(
                    ExitCode.FAILED,
                    "--results",
                    "none.",
                    "--from",
                    "2026-11-02T00:00:00Z",
                    "--to",
                    "2026-11-01T00:00:00Z")
                .err())
        .contains("beginning must be before its end");
    assertThat(run(ExitCode.FAILED, "--results", "none.", "--to", "0:999999,1:0").err())
        .contains("Offset 999999 is not in partition 0");
    assertThat(run(ExitCode.FAILED, "--results", "none.", "--from", "yesterday").err())
        .contains("'yesterday'");
    assertThat(run(ExitCode.FAILED, "--results", "none.", "--prefix", "absent.").err())
        .contains("absent.segments");
    assertThat(new Topics(connection).names()).noneMatch(name -> name.startsWith("none."));
  }
}
