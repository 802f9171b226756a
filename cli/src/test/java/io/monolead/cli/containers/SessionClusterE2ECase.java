// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.cli.architecture.SourceTree;
import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.connectors.generator.SimulatedHeart;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.RecordReader;
import io.monolead.connectors.kafka.RecordReader.From;
import io.monolead.connectors.kafka.SegmentProducer;
import io.monolead.connectors.kafka.TopicLayout;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.Topics;
import io.monolead.connectors.replay.ReplayDevice;
import io.monolead.connectors.replay.ReplayOptions;
import io.monolead.connectors.replay.Replayer;
import io.monolead.connectors.replay.SimulatedSource;
import io.monolead.inference.ModelBundle;
import io.monolead.schemas.EcgScore;
import io.monolead.signal.Lead;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.Network;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The job's image as a session cluster, where jobs share a process: natives load once in it,
 * whatever is submitted, and what a cancelled job had is given back.
 */
class SessionClusterE2ECase {
  private static final Path ROOT = SourceTree.root();
  private static final String IMAGE = "monolead-job";
  private static final DockerImageName KAFKA = DockerImageName.parse("apache/kafka:4.2.0");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final double RATE_HZ = 250;
  private static final double SECONDS = 30;

  /** Of 10 s, every 5 s. */
  private static final int WINDOWS = 5;

  private static final int RESTARTS = 10;
  private static final Duration BUILDS_WITHIN = Duration.ofMinutes(5);
  private static final Duration SCORES_WITHIN = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(200);

  private static final String METASPACE = "Status.JVM.Memory.Metaspace.Used";
  private static final String THREADS = "Status.JVM.Threads.Count";
  private static final String LOADED = "Status.JVM.ClassLoader.ClassesLoaded";
  private static final String UNLOADED = "Status.JVM.ClassLoader.ClassesUnloaded";

  private KafkaConnection connection;
  private SessionCluster cluster;

  @Test
  void oneJobTwiceAndTenRestartsShareOneEngineAndLeaveNothingBehind() throws Exception {
    ContainerEngine.assumePresent(getClass());
    assertThat(Files.isDirectory(ROOT.resolve("streaming-job/target/engine")))
        .as("streaming-job/target/engine, which './mvnw -DskipTests verify' makes")
        .isTrue();
    ShellCommand.run(
            ROOT,
            Map.of(),
            BUILDS_WITHIN,
            List.of("docker", "build", "-t", IMAGE, "-f", "deploy/docker/Dockerfile", "."))
        .succeeded();
    try (Network network = Network.newNetwork();
        KafkaContainer kafka =
            new KafkaContainer(KAFKA).withNetwork(network).withListener("kafka:19092");
        SessionCluster session = new SessionCluster(IMAGE, network)) {
      kafka.start();
      connection = KafkaConnection.to(kafka.getBootstrapServers());
      cluster = session;
      cluster.start();
      try {
        sharesOneEngine();
        leavesNothingBehind();
      } catch (Exception | AssertionError e) {
        throw new AssertionError(e.getMessage() + "\n" + cluster.report(), e);
      }
    }
  }

  private void sharesOneEngine() throws Exception {
    TopicNames first = created("first.");
    TopicNames second = created("second.");
    send(first, "a");
    send(second, "b");
    long start = System.nanoTime();

    String one = cluster.runWithCommand(arguments(first));
    assertThat(scored(first, "a")).hasSize(WINDOWS);
    say("first job scored after", start);
    String two = cluster.runWithCommand(arguments(second));
    assertThat(scored(second, "b")).hasSize(WINDOWS);
    say("second job scored after", start);
    // The first is not disturbed by the second.
    send(first, "c");
    assertThat(scored(first, "c")).hasSize(WINDOWS);

    assertThat(cluster.state(one)).isEqualTo("RUNNING");
    assertThat(cluster.state(two)).isEqualTo("RUNNING");
    assertThat(cluster.taskManagers()).hasSize(1);
    assertThat(cluster.mapped("libtorch_cpu.so")).as("the engine's natives").hasSize(1);
    cancelled(one);
    cancelled(two);
  }

  private void leavesNothingBehind() throws Exception {
    TopicNames topics = created("again.");
    List<String> processes = cluster.taskManagers();
    List<Long> threads = new ArrayList<>();
    List<Long> classes = new ArrayList<>();
    List<Long> metaspace = new ArrayList<>();
    for (int restart = 0; restart < RESTARTS; restart++) {
      long start = System.nanoTime();
      String device = "restart-" + restart;
      send(topics, device);
      String job = cluster.run(arguments(topics));
      assertThat(scored(topics, device)).as("windows of start %d", restart).hasSize(WINDOWS);
      cancelled(job);
      Map<String, Long> metrics = freshMetrics();
      threads.add(metrics.get(THREADS));
      classes.add(metrics.get(LOADED) - metrics.get(UNLOADED));
      metaspace.add(metrics.get(METASPACE) / 1024);
      say("restart " + restart + " took", start);
    }

    System.err.println(
        String.format(
            Locale.ROOT,
            "session cluster: after each of %d restarts: metaspace %s KiB, %s classes, %s threads",
            RESTARTS,
            metaspace,
            classes,
            threads));
    assertThat(cluster.taskManagers()).as("the same process all the time").isEqualTo(processes);
    assertThat(cluster.mapped("libtorch_cpu.so")).hasSize(1);
    // Each start loads the job's classes anew, and only a full metaspace makes the JVM look which
    // are in use: that it outlives the tenth start says that the others' are not.
    assertThat(metaspace.get(0) + (RESTARTS - 1) * largestStep(metaspace))
        .as("KiB of metaspace if nothing were ever unloaded")
        .isGreaterThan(SessionCluster.METASPACE_MEBIBYTES * 1024L);
    assertThat(metaspace).allMatch(used -> used <= SessionCluster.METASPACE_MEBIBYTES * 1024L);
    assertThat(threads.get(RESTARTS - 1))
        .as("threads after the last of %s", threads)
        .isLessThanOrEqualTo(threads.get(1) + 8);
  }

  private static long largestStep(List<Long> values) {
    long largest = 0;
    for (int i = 1; i < values.size(); i++) {
      largest = Math.max(largest, values.get(i) - values.get(i - 1));
    }
    return largest;
  }

  /** The job manager asks for metrics when it is asked for them, and answers with what it had. */
  private Map<String, Long> freshMetrics() throws InterruptedException {
    List<String> names = List.of(METASPACE, THREADS, LOADED, UNLOADED);
    cluster.metrics(names);
    Thread.sleep(2 * SessionCluster.METRICS_AFTER.toMillis());
    await("the task manager's metrics", () -> cluster.metrics(names).keySet().containsAll(names));
    return cluster.metrics(names);
  }

  private TopicNames created(String prefix) throws Exception {
    TopicNames names = new TopicNames(prefix);
    List<String> labels =
        ModelBundle.read(ROOT.resolve("models/monitoring-lead-i.mlb"))
            .manifest()
            .labelSpace()
            .labels();
    new Topics(connection).create(TopicLayout.DEFAULT.topics(names, labels));
    return names;
  }

  private static List<String> arguments(TopicNames topics) {
    return List.of(
        "--kafka.bootstrap-servers",
        "kafka:19092",
        "--kafka.topic-prefix",
        topics.prefix(),
        "--kafka.group-id",
        topics.prefix(),
        "--model.bundle",
        "/opt/monolead/models/monitoring-lead-i.mlb");
  }

  private void send(TopicNames topics, String device) {
    HeartScenario steady = HeartScenario.of(new Episode(Rhythm.SINUS, SECONDS));
    SimulatedHeart heart = new SimulatedHeart(steady, Lead.I, RATE_HZ, device.hashCode());
    ReplayDevice replayed =
        ReplayDevice.of(
            device, new SimulatedSource(heart, Lead.I, Math.round(SECONDS * RATE_HZ)), START);
    try (SegmentProducer producer = new SegmentProducer(connection, topics.segments())) {
      new Replayer(ReplayOptions.fullSpeed()).replay(List.of(replayed), producer);
    }
  }

  /** Starts of the device's scored windows, once they are all there; each is counted once. */
  private List<Long> scored(TopicNames topics, String device) {
    List<Long> starts = new ArrayList<>();
    try (RecordReader<EcgScore> reader =
        new RecordReader<>(
            connection,
            EcgScore.class,
            List.of(topics.scores()),
            From.EARLIEST,
            Topics.DEFAULT_TIMEOUT)) {
      await(
          "the scores of " + device,
          () -> {
            reader
                .poll(POLL)
                .forEach(
                    received -> {
                      long windowStart = received.record().getWindowStartMicros();
                      if (received.record().getDeviceId().equals(device)
                          && !starts.contains(windowStart)) {
                        starts.add(windowStart);
                      }
                    });
            return starts.size() >= WINDOWS;
          });
    }
    return starts;
  }

  private void cancelled(String job) {
    cluster.cancel(job);
    await("job " + job + " to be cancelled", () -> cluster.state(job).equals("CANCELED"));
  }

  private static void await(String what, Supplier<Boolean> reached) {
    long start = System.nanoTime();
    while (!reached.get()) {
      if (System.nanoTime() - start > SCORES_WITHIN.toNanos()) {
        throw new AssertionError("Waited " + SCORES_WITHIN.toSeconds() + " s for " + what);
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting", e);
    }
  }

  private static void say(String what, long startNanos) {
    Duration passed = Duration.ofNanos(System.nanoTime() - startNanos);
    System.err.println("session cluster: " + what + " " + passed.toMillis() / 1000.0 + " s");
  }
}
