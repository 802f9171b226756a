// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.kafka.ControlSender;
import io.monolead.connectors.kafka.RecordReader;
import io.monolead.inference.GoldenSet;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.inference.ServingOptions;
import io.monolead.job.infer.BundleRules;
import io.monolead.job.infer.BundleScorerFactory;
import io.monolead.job.infer.WindowScorerFactory;
import io.monolead.schemas.AlertPolicy;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.ControlReport;
import io.monolead.schemas.ControlVerdict;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.ModelAction;
import io.monolead.schemas.ModelCommand;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models and policies that change while forty devices send as fast as the broker takes it: every
 * window is scored once, by the model that the commands say, and a replay repeats it.
 */
class ControlITCase {
  private static final int DEVICES = 40;
  private static final int BEFORE_SECONDS = 40;
  private static final int SECONDS = 180;

  /** 10 s every 5 s. */
  private static final int WINDOWS = DEVICES * (SECONDS / 5 - 1);

  private static final String INPUT = "live.segments";

  @TempDir private static Path folder;
  private static JobHarness harness;
  private static List<String> labels;
  private static Path shipped;

  @BeforeAll
  static void start() throws Exception {
    shipped = ShippedBundle.path();
    labels = ModelBundle.read(shipped).manifest().labelSpace().labels();
    harness = JobHarness.start(2, labels);
  }

  @AfterAll
  static void stop() {
    harness.close();
  }

  @Test
  void modelsAndPoliciesChangeUnderLoadAndAReplayRepeatsIt() throws Exception {
    Path next = variant("next.mlb", "next", 1);
    Path wrong = variant("wrong.mlb", "wrong", 0.5f);
    JobClient job =
        harness.environment(INPUT, false, "live.", scorers(), arguments()).executeAsync();
    produce(0, BEFORE_SECONDS);
    JobHarness.awaitTrue(() -> !scores("live.").isEmpty());

    order(deploy(next, 60));
    order(command(ModelAction.SHADOW, shipped, 80));
    order(deploy(wrong, 90));
    // Takes back the order that is refused; the next one, that of the model before.
    order(command(ModelAction.ROLL_BACK, null, 95));
    order(policy(100));
    try (KafkaProducer<byte[], byte[]> producer = harness.newProducer()) {
      harness.send(producer, "live.policies", "NORM", JobHarness.GARBAGE);
    }
    order(command(ModelAction.ROLL_BACK, null, 120));
    order(command(ModelAction.SHADOW, null, 140));
    JobHarness.awaitTrue(() -> verdicts("live.").size() == 8);
    long start = System.nanoTime();
    produce(BEFORE_SECONDS, SECONDS);
    JobHarness.awaitTrue(() -> scores("live.").size() >= WINDOWS);
    double seconds = (System.nanoTime() - start) / 1e9;
    job.cancel().get();

    Map<String, String> models = new TreeMap<>();
    for (EcgScore score : scores("live.")) {
      String window = score.getDeviceId() + " " + endSeconds(score);
      assertThat(models.put(window, score.getModelVersion())).as("%s twice", window).isNull();
      boolean swapped = endSeconds(score) >= 60 && endSeconds(score) < 120;
      assertThat(score.getModelVersion().equals("next")).as(window).isEqualTo(swapped);
    }
    assertThat(models).hasSize(WINDOWS);
    List<EcgScore> shadow = harness.records(EcgScore.class, "live.scores.shadow");
    assertThat(shadow.stream().map(ControlITCase::endSeconds).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(
            80L, 85L, 90L, 95L, 100L, 105L, 110L, 115L, 120L, 125L, 130L, 135L);
    assertThat(shadow).hasSize(12 * DEVICES);

    assertThat(verdicts("live."))
        .containsExactlyInAnyOrder(
            "live.models 0 ACCEPTED",
            "live.models 1 ACCEPTED",
            "live.models 2 REFUSED",
            "live.models 3 ACCEPTED",
            "live.models 4 ACCEPTED",
            "live.models 5 ACCEPTED",
            "live.policies 0 ACCEPTED",
            "live.policies 1 REFUSED");
    List<EcgAlert> alerts = harness.records(EcgAlert.class, "live.alerts.NORM");
    assertThat(alerts).filteredOn(alert -> alert.getState() == AlertState.RAISED).hasSize(DEVICES);
    assertThat(alerts)
        .allSatisfy(
            alert -> {
              assertThat(alert.getPolicyVersion()).isEqualTo("everything");
              assertThat(seconds(alert.getTransitionMicros())).isGreaterThanOrEqualTo(100);
            });

    List<ControlReport> inUse =
        harness.records(ControlReport.class, "live.control-reports").stream()
            .filter(report -> report.getVerdict() == ControlVerdict.IN_USE)
            .toList();
    assertThat(inUse).isNotEmpty();
    System.out.printf(
        "%d windows in %.1f s while models changed; longest pause of a subtask for a model %.1f ms%n",
        WINDOWS,
        seconds,
        inUse.stream().mapToLong(ControlReport::getPauseMicros).max().orElseThrow() / 1000.0);

    replayRepeatsIt();
  }

  private static void replayRepeatsIt() throws Exception {
    harness.createTopics("replay.");
    copy(ModelCommand.class, "models");
    copy(AlertPolicy.class, "policies");
    harness.environment(INPUT, true, "replay.", scorers(), arguments()).execute();
    assertThat(results("replay.")).isEqualTo(results("live."));
    assertThat(verdicts("replay.")).hasSize(7);
  }

  private static Map<String, List<String>> results(String prefix) {
    Map<String, List<String>> results = new TreeMap<>();
    List<RecordReader.Received<?>> all =
        new ArrayList<>(harness.read(EcgScore.class, prefix + "scores", prefix + "scores.shadow"));
    all.addAll(
        harness.read(
            EcgAlert.class,
            labels.stream().map(label -> prefix + "alerts." + label).toArray(String[]::new)));
    for (RecordReader.Received<?> one : all) {
      results
          .computeIfAbsent(
              one.source().topic().substring(prefix.length())
                  + " "
                  + new String(one.source().key(), java.nio.charset.StandardCharsets.UTF_8),
              key -> new ArrayList<>())
          .add(java.util.HexFormat.of().formatHex(one.source().value()));
    }
    return results;
  }

  private static <T extends SpecificRecord> void copy(Class<T> type, String topic)
      throws Exception {
    for (RecordReader.Received<T> one : harness.read(type, "live." + topic)) {
      new ControlSender(harness.connection(), Duration.ofSeconds(20))
          .send(type, "replay." + topic, "copy", one.record(), one.source().timestampMillis());
    }
  }

  /** The shipped network under another version; its golden probabilities times a factor. */
  private static Path variant(String file, String version, float factor) throws Exception {
    ModelBundle bundle = ModelBundle.read(shipped);
    ModelManifest manifest = bundle.manifest();
    GoldenSet golden = bundle.golden();
    float[] probabilities = golden.probabilities().clone();
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] *= factor;
    }
    Path path = folder.resolve(file);
    ModelBundle.of(
            manifest.withVersion(version),
            bundle.modelCard(),
            bundle.forms().stream().collect(Collectors.toMap(form -> form, bundle::network)),
            bundle.attention(),
            new GoldenSet(golden.count(), golden.windows(), probabilities))
        .write(path);
    return path;
  }

  private static ModelCommand deploy(Path bundle, long fromSeconds) throws Exception {
    return command(ModelAction.DEPLOY, bundle, fromSeconds);
  }

  private static ModelCommand command(ModelAction action, Path bundle, long fromSeconds)
      throws Exception {
    return ModelCommand.newBuilder()
        .setLead("I")
        .setAction(action)
        .setBundleUri(bundle == null ? "" : bundle.toString())
        .setBundleSha256(bundle == null ? "" : ModelBundle.read(bundle).sha256())
        .setEffectiveFromMicros(TestSegments.EPOCH + fromSeconds * TestSegments.SECOND)
        .build();
  }

  /** NORM is in every signal to some degree, so this one raises an alert for every device. */
  private static AlertPolicy policy(long fromSeconds) {
    return AlertPolicy.newBuilder()
        .setLabel("NORM")
        .setVersion("everything")
        .setThreshold(1e-6f)
        .setMinimumQuality(0)
        .setEffectiveFromMicros(TestSegments.EPOCH + fromSeconds * TestSegments.SECOND)
        .build();
  }

  private static void order(ModelCommand command) throws Exception {
    new ControlSender(harness.connection(), Duration.ofSeconds(20))
        .send(ModelCommand.class, "live.models", "I", command, TestSegments.EPOCH / 1000);
  }

  private static void order(AlertPolicy policy) throws Exception {
    new ControlSender(harness.connection(), Duration.ofSeconds(20))
        .send(AlertPolicy.class, "live.policies", "NORM", policy, TestSegments.EPOCH / 1000);
  }

  private static WindowScorerFactory scorers() {
    return new BundleScorerFactory(
        shipped,
        new BundleRules(10 * TestSegments.SECOND, false, List.of()),
        ServingOptions.FASTEST);
  }

  private static String[] arguments() {
    return new String[] {
      "--parallelism",
      "2",
      "--inference.batch-size",
      "32",
      "--inference.max-wait",
      "50 ms",
      "--checkpoint.interval",
      "500 ms",
      "--control.notice",
      "0 ms"
    };
  }

  private static List<EcgScore> scores(String prefix) {
    return harness.records(EcgScore.class, prefix + "scores");
  }

  private static List<String> verdicts(String prefix) {
    return harness.records(ControlReport.class, prefix + "control-reports").stream()
        .filter(report -> report.getVerdict() != ControlVerdict.IN_USE && report.getSubtask() == 0)
        .map(report -> report.getTopic() + " " + report.getOffset() + " " + report.getVerdict())
        .toList();
  }

  private static long endSeconds(EcgScore score) {
    return seconds(score.getWindowEndMicros());
  }

  private static long seconds(long micros) {
    return (micros - TestSegments.EPOCH) / TestSegments.SECOND;
  }

  private static void produce(int from, int to) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = harness.newProducer()) {
      for (int second = from; second < to; second++) {
        for (int device = 0; device < DEVICES; device++) {
          harness.sendAsync(
              producer, INPUT, "device-" + device, TestSegments.bytes(segment(device, second)));
        }
      }
    }
  }

  private static EcgSegment.Builder segment(int device, int second) {
    Random random = new Random(1000L * device + second);
    ByteBuffer samples = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 100; i++) {
      double beat = i == 50 ? 900 : 60 * Math.sin(i * 0.12);
      samples.putShort((short) (beat + 20 * random.nextGaussian()));
    }
    return TestSegments.segment(second, second)
        .setDeviceId("device-" + device)
        .setSamples(samples.flip());
  }
}
