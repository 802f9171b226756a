// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.profile;

import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.TopicLayout;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.Topics;
import io.monolead.embedded.EmbeddedFlink;
import io.monolead.embedded.EmbeddedKafka;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.job.MonitoringJob;
import io.monolead.job.config.JobSettings;
import io.monolead.job.config.OptionSources;
import io.monolead.job.infer.BundleScorerFactory;
import io.monolead.job.infer.WindowScorerFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import jdk.jfr.Recording;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Drains a topic of segments through the job, with the network and without, and profiles it. */
@Command(name = "profile", description = "Measures where the time of a drained run goes.")
public final class ProfileRun implements java.util.concurrent.Callable<Integer> {
  private static final int RATE_HZ = 250;
  private static final int WARM_UP = 2;
  private static final Duration SAMPLED_EVERY = Duration.ofMillis(10);
  private static final String TASKS = "tasks";
  private static final String CLIENTS = "Kafka's clients";

  @Option(names = "--bundle", required = true, description = "The model.")
  private Path bundle;

  @Option(names = "--out", required = true, description = "Folder for figures and pictures.")
  private Path out;

  @Option(names = "--devices", defaultValue = "64", description = "Default: ${DEFAULT-VALUE}.")
  private int devices;

  @Option(
      names = "--path-seconds",
      defaultValue = "3000",
      description = "Signal per device of a run without the network. Default: ${DEFAULT-VALUE}.")
  private int pathSeconds;

  @Option(
      names = "--whole-seconds",
      defaultValue = "200",
      description = "Signal per device of a run with the network. Default: ${DEFAULT-VALUE}.")
  private int wholeSeconds;

  @Option(names = "--rounds", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}.")
  private int rounds;

  private EmbeddedKafka kafka;
  private EmbeddedFlink flink;
  private List<String> labels = List.of();

  /**
   * Measures.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new ProfileRun()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Files.createDirectories(out);
    ModelManifest manifest = ModelBundle.read(bundle).manifest();
    labels = manifest.labelSpace().labels();
    int parallelism = Runtime.getRuntime().availableProcessors();
    try (EmbeddedKafka broker = EmbeddedKafka.start();
        EmbeddedFlink cluster = EmbeddedFlink.start(parallelism)) {
      kafka = broker;
      flink = cluster;
      SimulatedFleet fleet = new SimulatedFleet(devices, manifest.leads().get(0), RATE_HZ);
      fill(fleet, "path.", pathSeconds, parallelism);
      fill(fleet, "whole.", wholeSeconds, parallelism);

      WindowScorerFactory conditioning = TimedScorer.of(ConditioningScorer.of(bundle));
      for (int round = 0; round < WARM_UP; round++) {
        drain("path.", "warm-up " + round, conditioning);
      }
      List<ProfileFigures.Round> path = new ArrayList<>();
      Path pathRecording = out.resolve("path.jfr");
      try (Recording recording = recording()) {
        // The recorder's start throws compiled code away.
        drain("path.", "warm-up under the recorder", conditioning);
        for (int round = 0; round < rounds; round++) {
          path.add(drain("path.", "without the network, round " + round, conditioning));
        }
        recording.stop();
        recording.dump(pathRecording);
      }
      JobSettings settings = settings("whole.", "none");
      WindowScorerFactory network =
          TimedScorer.of(
              new BundleScorerFactory(
                  settings.bundle(), settings.bundleRules(), settings.serving()));
      List<ProfileFigures.Round> whole = new ArrayList<>();
      Path wholeRecording = out.resolve("whole.jfr");
      try (Recording recording = recording()) {
        for (int round = 0; round < Math.max(1, rounds / 2); round++) {
          whole.add(drain("whole.", "with the network, round " + round, network));
        }
        recording.stop();
        recording.dump(wholeRecording);
      }
      FoldedStacks ofPath = FoldedStacks.read(pathRecording, ProfileRun::group);
      Files.writeString(
          out.resolve("flame-path.svg"),
          FlameGraph.svg("The job without its network, processor time of its threads", ofPath));
      Files.writeString(
          out.resolve("flame-whole.svg"),
          FlameGraph.svg(
              "The job with its network: processor time in Java; native code is not sampled",
              FoldedStacks.read(wholeRecording, ProfileRun::group)));
      Files.delete(pathRecording);
      Files.delete(wholeRecording);
      Map<String, Double> shares = shares(ofPath);
      new ProfileFigures(path, whole, shares).write(out.resolve("figures.json"));
      shares.forEach(
          (part, share) -> System.out.printf(Locale.ROOT, "  %-40s %5.1f %%%n", part, 100 * share));
    }
    return 0;
  }

  private static Recording recording() {
    Recording recording = new Recording();
    recording.enable("jdk.ExecutionSample").withPeriod(SAMPLED_EVERY);
    recording.start();
    return recording;
  }

  /** Tasks are named {@code assemble -> infer (1/2)#0}. */
  private static String group(String thread) {
    if (thread.matches(".*\\(\\d+/\\d+\\)#\\d+")) {
      return TASKS;
    }
    boolean ofJob =
        thread.startsWith("Source Data Fetcher") || thread.startsWith("kafka-producer-network");
    return ofJob ? CLIENTS : "";
  }

  private void fill(SimulatedFleet fleet, String prefix, int seconds, int partitions)
      throws IOException {
    TopicNames names = new TopicNames(prefix);
    new Topics(KafkaConnection.to(kafka.bootstrapServers()))
        .create(
            new TopicLayout(partitions, Optional.of((short) 1), Optional.empty(), Optional.empty())
                .topics(names, labels));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", "20"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int second = 0; second < seconds; second++) {
        for (int device = 0; device < devices; device++) {
          var unused =
              producer.send(
                  new ProducerRecord<>(
                      names.segments(),
                      null,
                      fleet.startMillis(second),
                      fleet.name(device).getBytes(StandardCharsets.UTF_8),
                      fleet.segment(device, second)));
        }
      }
      producer.flush();
    }
    System.out.printf("%d segments in %s%n", (long) devices * seconds, names.segments());
  }

  private JobSettings settings(String prefix, String run) {
    return JobSettings.of(
        OptionSources.fromArguments(
            "--kafka.bootstrap-servers",
            kafka.bootstrapServers(),
            "--kafka.topic-prefix",
            prefix,
            "--kafka.group-id",
            run,
            "--kafka.start",
            "earliest",
            "--kafka.bounded",
            "true",
            "--model.bundle",
            bundle.toString(),
            "--parallelism",
            Integer.toString(flink.slots())));
  }

  private ProfileFigures.Round drain(String prefix, String what, WindowScorerFactory scorers)
      throws Exception {
    TimedScorer.takeWindows();
    TimedScorer.takeNanos();
    StreamExecutionEnvironment environment = flink.newEnvironment();
    MonitoringJob.onKafka(settings(prefix, what.replaceAll("\\W", "-")), scorers)
        .build(environment);
    long start = System.nanoTime();
    Map<String, ThreadCosts.Cost> costs;
    try (ThreadCosts threads = new ThreadCosts(ProfileRun::group)) {
      environment.execute(what);
      costs = threads.costs();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    long windows = TimedScorer.takeWindows();
    ThreadCosts.Cost tasks = costs.getOrDefault(TASKS, new ThreadCosts.Cost(0, 0));
    ThreadCosts.Cost clients = costs.getOrDefault(CLIENTS, new ThreadCosts.Cost(0, 0));
    ProfileFigures.Round round =
        new ProfileFigures.Round(
            windows,
            seconds,
            tasks.cpuNanos() / 1e3 / windows,
            clients.cpuNanos() / 1e3 / windows,
            (double) tasks.plus(clients).allocatedBytes() / windows,
            TimedScorer.takeNanos() / 1e3 / windows);
    System.out.printf(
        Locale.ROOT,
        "%s: %d windows in %.1f s; per window %.0f us of tasks, %.0f us of Kafka's clients, %.0f"
            + " bytes, %.0f us in the network%n",
        what,
        windows,
        seconds,
        round.taskMicros(),
        round.clientMicros(),
        round.allocatedBytes(),
        round.networkMicros());
    return round;
  }

  private static Map<String, Double> shares(FoldedStacks stacks) {
    Map<String, Double> shares = new LinkedHashMap<>();
    Predicate<String> decode = is("SegmentDecoder.decode");
    share(shares, stacks, "decoding for event time", is("SegmentTimestamps."), decode);
    share(shares, stacks, "decoding in decode", is("DecodeFunction."), decode);
    share(shares, stacks, "decoding in assemble", is("SegmentAssembler."), decode);
    share(shares, stacks, "fingerprint of a segment", is("SegmentAssembler.fingerprint"));
    share(shares, stacks, "signal quality", is("QualityAssessor."));
    share(shares, stacks, "resampling", is("Resampler."));
    share(shares, stacks, "filters", is("ButterworthFilter."));
    share(shares, stacks, "the rest of conditioning", is("Conditioner."));
    shares.computeIfPresent(
        "the rest of conditioning",
        (part, share) -> share - shares.get("resampling") - shares.get("filters"));
    Predicate<String> serializer =
        frame -> frame.contains("Serializer") && !frame.startsWith("ByteArraySerializer");
    share(shares, stacks, "serialising between tasks", is("RecordWriter."), serializer);
    share(
        shares,
        stacks,
        "deserialising between tasks",
        is("AbstractStreamTaskNetworkInput."),
        is("NonReusingDeserializationDelegate."));
    share(shares, stacks, "state: access and copies", is("CopyOnWriteStateMap."));
    share(shares, stacks, "encoding results", is("WireFormat.encode"));
    share(shares, stacks, "Kafka's producer in tasks", is("KafkaProducer.").or(is("KafkaWriter.")));
    share(shares, stacks, "alert policies", is("AlertFunction."));
    share(shares, stacks, "Kafka's clients' own threads", is(CLIENTS));
    return shares;
  }

  private static Predicate<String> is(String prefix) {
    return frame -> frame.startsWith(prefix);
  }

  private static void share(
      Map<String, Double> shares, FoldedStacks stacks, String part, Predicate<String> frame) {
    shares.put(part, (double) stacks.with(frame) / Math.max(1, stacks.total()));
  }

  private static void share(
      Map<String, Double> shares,
      FoldedStacks stacks,
      String part,
      Predicate<String> outer,
      Predicate<String> inner) {
    shares.put(part, (double) stacks.with(outer, inner) / Math.max(1, stacks.total()));
  }
}
