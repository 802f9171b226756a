// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.peers;

import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.SegmentProducer;
import io.monolead.connectors.kafka.TopicLayout;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.Topics;
import io.monolead.connectors.replay.ReplayDevice;
import io.monolead.connectors.replay.ReplayOptions;
import io.monolead.connectors.replay.Replayer;
import io.monolead.connectors.replay.SimulatedSource;
import io.monolead.embedded.EmbeddedFlink;
import io.monolead.embedded.EmbeddedKafka;
import io.monolead.inference.FormCheck;
import io.monolead.inference.GoldenSet;
import io.monolead.inference.Model;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.inference.NetworkForm;
import io.monolead.inference.Predictor;
import io.monolead.job.MonitoringJob;
import io.monolead.job.config.JobSettings;
import io.monolead.job.config.OptionSources;
import io.monolead.job.infer.NetworkTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Replays a topic at full speed through a network of the catalogue and prints the share of the time
 * that was spent outside the network. Broker, cluster and network are in one process; the network
 * is untrained, which makes no difference to its speed.
 */
@Command(name = "replay", mixinStandardHelpOptions = true)
public final class ReplaySpeed implements Callable<Integer> {
  /** The job's default. */
  private static final long HOP_MILLIS = 5000;

  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

  @Option(names = "--root", required = true, description = "The checkout.")
  private Path root;

  @Option(names = "--network", defaultValue = "xresnet1d101", description = "A network's name.")
  private String network;

  @Option(names = "--devices", defaultValue = "64", description = "Devices.")
  private int devices;

  @Option(names = "--seconds", defaultValue = "300", description = "Signal of each, seconds.")
  private int seconds;

  @Option(names = "--parallelism", defaultValue = "2", description = "Subtasks.")
  private int parallelism;

  @Option(
      names = "--checkpoint-seconds",
      defaultValue = "5",
      description =
          "Time between checkpoints; each closes and opens the transactions of all sinks.")
  private int checkpointSeconds;

  @Option(names = "--rounds", defaultValue = "2", description = "Runs of each form.")
  private int rounds;

  /** Measures; see {@code --help}. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new ReplaySpeed()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    ModelBundle shipped = ModelBundle.read(root.resolve("models/monitoring-lead-i.mlb"));
    Path bundle = Files.createTempFile("replay", ModelBundle.EXTENSION);
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        EmbeddedFlink flink = EmbeddedFlink.start(parallelism)) {
      bundle(shipped).write(bundle);
      KafkaConnection connection = KafkaConnection.to(kafka.bootstrapServers());
      fill(connection, shipped.manifest());
      for (NetworkForm form : List.of(NetworkForm.PLAIN, NetworkForm.FLOAT32)) {
        for (int round = 0; round < rounds; round++) {
          run(connection, flink, bundle, shipped.manifest(), form, round);
        }
      }
    } finally {
      Files.deleteIfExists(bundle);
    }
    return 0;
  }

  private ModelBundle bundle(ModelBundle shipped) throws IOException {
    ModelManifest like = shipped.manifest();
    float[] windows = EcgWindows.of(like, PeerSetup.BATCH);
    ServedNetwork served = ServedNetwork.untrained(network, like.labelSpace().size(), windows);
    ModelManifest plain =
        new ModelManifest(
            ModelManifest.FORMAT_VERSION,
            network,
            "untrained",
            like.leads(),
            like.samplingRateHz(),
            like.windowSamples(),
            like.labelSpace(),
            like.conditioning(),
            like.operatingPoints(),
            Map.of("network", network));
    Map<NetworkForm, byte[]> scripts =
        Map.of(
            NetworkForm.PLAIN, served.torchScript(),
            NetworkForm.FLOAT32, served.script(NetworkForm.FLOAT32, windows, PeerSetup.BATCH));
    float[] probabilities = new float[PeerSetup.BATCH * like.labelSpace().size()];
    try (Model model = Model.load(plain, scripts.get(NetworkForm.PLAIN));
        Predictor predictor = model.newPredictor(PeerSetup.BATCH)) {
      predictor.predict(windows, PeerSetup.BATCH, probabilities);
    }
    return ModelBundle.of(
        plain.withForms(
            List.of(new FormCheck(NetworkForm.FLOAT32, PeerSetup.BATCH, 0, 0, 0, 0, 0))),
        "Untrained, to measure its speed.",
        scripts,
        new GoldenSet(PeerSetup.BATCH, windows, probabilities));
  }

  private void fill(KafkaConnection connection, ModelManifest manifest) {
    new Topics(connection)
        .create(layout().topics(TopicNames.DEFAULT, manifest.labelSpace().labels()));
    List<ReplayDevice> fleet = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      fleet.add(
          ReplayDevice.of(
              "device-" + i,
              new SimulatedSource(
                  EcgWindows.heart(i, seconds, manifest),
                  manifest.leads().get(0),
                  Math.round(seconds * EcgWindows.RATE_HZ)),
              // Staggered, or the windows of all would end at once.
              START.plusMillis(HOP_MILLIS * i / devices)));
    }
    try (SegmentProducer producer =
        new SegmentProducer(connection, TopicNames.DEFAULT.segments())) {
      new Replayer(ReplayOptions.fullSpeed()).replay(fleet, producer);
    }
  }

  private static TopicLayout layout() {
    return new TopicLayout(4, Optional.of((short) 1), Optional.empty(), Optional.empty());
  }

  private void run(
      KafkaConnection connection,
      EmbeddedFlink flink,
      Path bundle,
      ModelManifest manifest,
      NetworkForm form,
      int round)
      throws Exception {
    String name = form.name().toLowerCase(Locale.ROOT);
    TopicNames results = new TopicNames("results." + name + "." + round + ".");
    new Topics(connection).create(layout().results(results, manifest.labelSpace().labels()));
    JobSettings settings =
        JobSettings.of(
            OptionSources.fromArguments(
                "--kafka.bootstrap-servers",
                connection.bootstrapServers(),
                "--kafka.source-prefix",
                TopicNames.DEFAULT_PREFIX,
                "--kafka.topic-prefix",
                results.prefix(),
                "--kafka.start",
                "earliest",
                "--kafka.stop",
                "latest",
                "--delivery.guarantee",
                "exactly-once",
                "--delivery.transactional-id-prefix",
                results.prefix(),
                "--checkpoint.interval",
                checkpointSeconds + " s",
                "--model.bundle",
                bundle.toString(),
                "--model.precision",
                name,
                "--parallelism",
                Integer.toString(parallelism)));
    StreamExecutionEnvironment environment = flink.newEnvironment();
    MonitoringJob.onKafka(settings).build(environment);
    long began = System.nanoTime();
    NetworkTime time = NetworkTime.of(environment.execute()).orElseThrow();
    System.out.printf("%s as %s, parallelism %d%n", network, name, parallelism);
    time.lines(Duration.ofNanos(System.nanoTime() - began)).forEach(System.out::println);
  }
}
