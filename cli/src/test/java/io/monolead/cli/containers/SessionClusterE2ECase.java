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
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.EcgSegment;
import io.monolead.signal.Lead;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.Network;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The job's image as a session cluster, where jobs share a process, and as an application cluster:
 * natives load once, a job goes on from its savepoint in either as if it had never been stopped,
 * and what a job had that has ended is given back.
 */
class SessionClusterE2ECase {
  private static final Path ROOT = SourceTree.root();

  /** Not the name that the compose file gives it, which other tests may be building. */
  private static final String IMAGE = "monolead-job:session-test";

  private static final DockerImageName KAFKA = DockerImageName.parse("apache/kafka:4.2.0");
  private static final String MODEL = "/opt/monolead/models/monitoring-lead-i.mlb";
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final double RATE_HZ = 250;

  /** Fibrillates from 30 to 90 s and from 120 to 170 s. */
  private static final HeartScenario HEART =
      HeartScenario.of(
          new Episode(Rhythm.SINUS, 30),
          new Episode(Rhythm.ATRIAL_FIBRILLATION, 60),
          new Episode(Rhythm.SINUS, 30),
          new Episode(Rhythm.ATRIAL_FIBRILLATION, 50),
          new Episode(Rhythm.SINUS, 40));

  /** Seconds, both within an episode, so that an alert is raised when a job is stopped. */
  private static final int FIRST_STOP = 75;

  private static final int SECOND_STOP = 165;
  private static final int END = 210;
  private static final String DEVICE = "bed-1";

  /** Starts of the job in the session cluster that classes are counted after. */
  private static final int RESTARTS = 6;

  private static final int SHORT_SECONDS = 15;
  private static final long BYTES_PER_MEBIBYTE = 1 << 20;
  private static final Duration BUILDS_WITHIN = Duration.ofMinutes(5);
  private static final Duration SCORES_WITHIN = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(200);

  private static final String METASPACE = "Status.JVM.Memory.Metaspace.Used";
  private static final String THREADS = "Status.JVM.Threads.Count";
  private static final String LOADED = "Status.JVM.ClassLoader.ClassesLoaded";
  private static final String UNLOADED = "Status.JVM.ClassLoader.ClassesUnloaded";

  @TempDir private Path folder;

  private List<String> labels;
  private List<EcgSegment> heart;
  private KafkaConnection connection;
  private ImageCluster cluster;
  private long began;

  /** What a job told of a device: windows and alerts, each in the order of its topic. */
  private record Told(List<EcgScore> scores, List<EcgAlert> alerts) {}

  @Test
  void jobsComeAndGoInOneProcessAndGoOnFromSavepointsInEitherKindOfCluster() throws Exception {
    ContainerEngine.assumePresent(getClass());
    assertThat(Files.isDirectory(ROOT.resolve("streaming-job/target/engine")))
        .as("streaming-job/target/engine, which './mvnw -DskipTests verify' makes")
        .isTrue();
    labels =
        ModelBundle.read(ROOT.resolve("models/monitoring-lead-i.mlb"))
            .manifest()
            .labelSpace()
            .labels();
    heart = segments(DEVICE, HEART, END);
    began = System.nanoTime();
    ShellCommand.run(
            ROOT,
            Map.of(),
            BUILDS_WITHIN,
            List.of("docker", "build", "-t", IMAGE, "-f", "deploy/docker/Dockerfile", "."))
        .succeeded();
    say("image built");
    Path savepoints = Files.createDirectory(folder.resolve("savepoints"));
    // For the containers' user, who is nobody here.
    Files.setPosixFilePermissions(savepoints, PosixFilePermissions.fromString("rwxrwxrwx"));
    try (Network network = Network.newNetwork();
        KafkaContainer kafka =
            new KafkaContainer(KAFKA).withNetwork(network).withListener("kafka:19092")) {
      kafka.start();
      connection = KafkaConnection.to(kafka.getBootstrapServers());
      TopicNames second = created("second.");
      String savepoint;
      try (ImageCluster session = ImageCluster.session(IMAGE, network, savepoints)) {
        cluster = session.start();
        say("session cluster started");
        savepoint = reporting(() -> inASession(second));
      }
      try (ImageCluster application =
          ImageCluster.application(IMAGE, network, savepoints, savepoint, arguments(second))) {
        cluster = application.start();
        say("application cluster started");
        assertEachWindowOnce(reporting(() -> inAnApplicationCluster(second)), END);
      }
    }
  }

  /** Two jobs over the same signal, of which one is stopped and goes on; ends the other. */
  private String inASession(TopicNames second) throws Exception {
    TopicNames first = created("first.");
    send(first, 0, FIRST_STOP);
    send(second, 0, FIRST_STOP);

    String one = cluster.runWithCommand(arguments(first));
    String two = cluster.run(arguments(second));
    awaitWindows(first, FIRST_STOP);
    awaitWindows(second, FIRST_STOP);
    say("two jobs beside one another scored");
    assertThat(cluster.state(one)).isEqualTo("RUNNING");
    assertThat(cluster.state(two)).isEqualTo("RUNNING");
    assertThat(cluster.taskManagers()).hasSize(1);
    assertThat(cluster.mapped("libtorch_cpu.so")).as("the engine's natives").hasSize(1);
    assertThat(cluster.writingToItsRoot()).contains("Read-only file system");

    String savepoint = cluster.stopWithCommand(one);
    awaitState(one, "FINISHED");
    Told stopped = told(first);
    assertThat(openAlerts(stopped)).as("raised when the job was stopped").hasSize(1);
    // What comes while nobody reads; the other job, which nobody stops, reads it at once.
    send(first, FIRST_STOP, SECOND_STOP);
    send(second, FIRST_STOP, SECOND_STOP);
    String again = cluster.runFrom(savepoint, arguments(first));
    awaitWindows(first, SECOND_STOP);
    awaitWindows(second, SECOND_STOP);
    // What a job that is stopped has told is complete; one that is cancelled keeps what it has not
    // sent yet.
    String left = cluster.stopWithCommand(two);
    Told undisturbed = told(second);
    await(
        "as many alerts as of the other job",
        () -> told(first).alerts().size() >= undisturbed.alerts().size());
    cluster.cancel(again);
    awaitState(again, "CANCELED");
    say("stopped, and gone on from the savepoint");

    Told gone = told(first);
    assertThat(gone.scores().subList(0, stopped.scores().size())).isEqualTo(stopped.scores());
    assertThat(gone).as("told with a stop in between, and without").isEqualTo(undisturbed);
    assertThat(openAlerts(gone)).as("raised when the other job was stopped").hasSize(1);
    assertEachWindowOnce(gone, SECOND_STOP);

    leavesNothingBehind();
    return left;
  }

  /** Classes and threads of jobs that were cancelled. */
  private void leavesNothingBehind() throws Exception {
    TopicNames topics = created("again.");
    List<String> processes = cluster.taskManagers();
    List<Long> threads = new ArrayList<>();
    List<Long> classes = new ArrayList<>();
    List<Long> metaspace = new ArrayList<>();
    long unloaded = 0;
    for (int restart = 0; restart < RESTARTS; restart++) {
      String device = "restart-" + restart;
      HeartScenario steady = HeartScenario.of(new Episode(Rhythm.SINUS, SHORT_SECONDS));
      send(topics, segments(device, steady, SHORT_SECONDS));
      String job = cluster.run(arguments(topics));
      await(
          "the windows of start " + restart,
          () -> scores(topics, device).size() >= windows(SHORT_SECONDS));
      cluster.cancel(job);
      awaitState(job, "CANCELED");
      Map<String, Long> metrics = freshMetrics();
      threads.add(metrics.get(THREADS));
      unloaded = metrics.get(UNLOADED);
      classes.add(metrics.get(LOADED) - unloaded);
      metaspace.add(metrics.get(METASPACE) / 1024);
    }
    say(RESTARTS + " restarts");

    System.err.println(
        String.format(
            Locale.ROOT,
            "session cluster: after each of %d more starts: metaspace %s KiB, %s classes, %s"
                + " threads; %d classes unloaded",
            RESTARTS,
            metaspace,
            classes,
            threads,
            unloaded));
    assertThat(cluster.taskManagers()).as("the same process all the time").isEqualTo(processes);
    assertThat(cluster.mapped("libtorch_cpu.so")).hasSize(1);
    // Each start loads the job's classes anew, and only where metaspace grows does the JVM look
    // which are in use: had it given none back, they would not have fitted.
    long loaded = classes.get(RESTARTS - 1) + unloaded;
    long bytesPerClass = metaspace.get(RESTARTS - 1) * 1024 / classes.get(RESTARTS - 1);
    assertThat(loaded * bytesPerClass / BYTES_PER_MEBIBYTE)
        .as("MiB of metaspace if nothing were ever unloaded")
        .isGreaterThan(ImageCluster.METASPACE_MEBIBYTES);
    assertThat(metaspace).allMatch(used -> used <= ImageCluster.METASPACE_MEBIBYTES * 1024L);
    assertThat(threads.get(RESTARTS - 1))
        .as("threads after the last of %s", threads)
        .isLessThanOrEqualTo(threads.get(1) + 8);
  }

  /** The same image, and the state of a session's job. */
  private Told inAnApplicationCluster(TopicNames topics) throws Exception {
    Told before = told(topics);
    EcgAlert raised = openAlerts(before).get(0);
    send(topics, SECOND_STOP, END);
    awaitWindows(topics, END);
    say("gone on in an application cluster");

    assertThat(cluster.state(cluster.onlyJob())).isEqualTo("RUNNING");
    assertThat(cluster.writingToItsRoot()).contains("Read-only file system");
    await("the alert to be cleared", () -> openAlerts(told(topics)).isEmpty());
    Told after = told(topics);
    // The job knows what the one before has told, so that nothing is raised anew.
    assertThat(after.alerts()).containsAll(before.alerts());
    assertThat(after.alerts())
        .filteredOn(alert -> alert.getLabel().equals("AFIB"))
        .filteredOn(alert -> alert.getState() != AlertState.UPDATED)
        .extracting(EcgAlert::getState)
        .containsExactly(
            AlertState.RAISED, AlertState.CLEARED, AlertState.RAISED, AlertState.CLEARED);
    assertThat(after.alerts())
        .filteredOn(alert -> alert.getAlertId().equals(raised.getAlertId()))
        .last()
        .extracting(EcgAlert::getState)
        .isEqualTo(AlertState.CLEARED);
    return after;
  }

  /** Windows of 10 s, every 5 s. */
  private static int windows(int seconds) {
    return (seconds - 10) / 5 + 1;
  }

  private static void assertEachWindowOnce(Told told, int seconds) {
    assertThat(told.scores())
        .extracting(score -> (score.getWindowStartMicros() - START.toEpochMilli() * 1000) / 1e6)
        .isEqualTo(IntStream.range(0, windows(seconds)).mapToObj(i -> 5.0 * i).toList());
  }

  /** Alerts of fibrillation that were raised and not cleared. */
  private static List<EcgAlert> openAlerts(Told told) {
    Map<String, EcgAlert> latest = new LinkedHashMap<>();
    told.alerts().stream()
        .filter(alert -> alert.getLabel().equals("AFIB"))
        .forEach(alert -> latest.put(alert.getAlertId(), alert));
    return latest.values().stream()
        .filter(alert -> alert.getState() != AlertState.CLEARED)
        .toList();
  }

  private Told told(TopicNames topics) {
    List<EcgAlert> alerts = read(EcgAlert.class, topics.alerts(labels).values());
    // Each label has a topic of its own, and none is before the other.
    alerts.sort(Comparator.comparing(EcgAlert::getLabel));
    return new Told(scores(topics, DEVICE), alerts);
  }

  private List<EcgScore> scores(TopicNames topics, String device) {
    return read(EcgScore.class, List.of(topics.scores())).stream()
        .filter(score -> score.getDeviceId().equals(device))
        .toList();
  }

  private <T extends SpecificRecord> List<T> read(Class<T> type, Collection<String> topics) {
    try (RecordReader<T> reader =
        new RecordReader<>(connection, type, topics, From.EARLIEST, Topics.DEFAULT_TIMEOUT)) {
      List<T> records = new ArrayList<>();
      reader.forEachToEnd(received -> records.add(received.record()));
      return records;
    }
  }

  private void awaitWindows(TopicNames topics, int seconds) {
    await(
        "the windows of " + seconds + " s on " + topics.scores(),
        () -> scores(topics, DEVICE).size() >= windows(seconds));
  }

  private void awaitState(String job, String state) {
    await("job " + job + " to be " + state, () -> cluster.state(job).equals(state));
  }

  private <T> T reporting(Callable<T> part) {
    try {
      return part.call();
    } catch (Exception | AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n" + cluster.report(), e);
    }
  }

  /** The job manager asks for metrics when it is asked for them, and answers with what it had. */
  private Map<String, Long> freshMetrics() throws InterruptedException {
    List<String> names = List.of(METASPACE, THREADS, LOADED, UNLOADED);
    cluster.metrics(names);
    Thread.sleep(2 * ImageCluster.METRICS_AFTER.toMillis());
    await("the task manager's metrics", () -> cluster.metrics(names).keySet().containsAll(names));
    return cluster.metrics(names);
  }

  private TopicNames created(String prefix) {
    TopicNames names = new TopicNames(prefix);
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
        MODEL);
  }

  private static List<EcgSegment> segments(String device, HeartScenario scenario, int seconds) {
    SimulatedHeart simulated = new SimulatedHeart(scenario, Lead.I, RATE_HZ, 2);
    SimulatedSource source = new SimulatedSource(simulated, Lead.I, Math.round(seconds * RATE_HZ));
    List<EcgSegment> segments = new ArrayList<>();
    new Replayer(ReplayOptions.fullSpeed())
        .replay(List.of(ReplayDevice.of(device, source, START)), segments::add);
    return segments;
  }

  /** Sends what begins within these seconds of the heart. */
  private void send(TopicNames topics, int from, int to) throws InterruptedException {
    long start = START.toEpochMilli() * 1000;
    send(
        topics,
        heart.stream()
            .filter(one -> one.getStartTimeMicros() >= start + from * 1_000_000L)
            .filter(one -> one.getStartTimeMicros() < start + to * 1_000_000L)
            .toList());
  }

  private void send(TopicNames topics, List<EcgSegment> segments) throws InterruptedException {
    try (SegmentProducer producer = new SegmentProducer(connection, topics.segments())) {
      for (EcgSegment segment : segments) {
        producer.accept(segment);
      }
      producer.flush();
    }
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

  private void say(String what) {
    Duration passed = Duration.ofNanos(System.nanoTime() - began);
    System.err.println("session cluster: " + what + " after " + passed.toMillis() / 1000.0 + " s");
  }
}
