// SPDX-License-Identifier: Apache-2.0
package io.monolead.job;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.monolead.embedded.EmbeddedFlink;
import io.monolead.embedded.EmbeddedKafka;
import io.monolead.inference.InferenceEngine;
import io.monolead.inference.ModelBundle;
import io.monolead.schemas.EcgScore;
import io.monolead.signal.Lead;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.client.program.PackagedProgramUtils;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.junit.jupiter.api.Test;

/**
 * The job's jar, submitted to one process and cancelled again and again: what a job loaded is
 * garbage when it has ended, in the managers and in the thread that submitted it.
 */
class SubmissionsITCase {
  private static final String PREFIX = "again.";
  private static final int SUBMISSIONS = 3;
  private static final double RATE_HZ = 250;
  private static final int SECONDS = 15;

  /** Of 10 s, every 5 s. */
  private static final int WINDOWS = 2;

  /** Flink's loader of a job's classes, which a session cluster makes per submission. */
  private static final Pattern LOADERS =
      Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+org.apache.flink.util.ChildFirstClassLoader");

  private static final int MOST_COLLECTIONS = 20;

  /** Has a component whose class is not of the job's jar. */
  private record OfThisTest(Path path) {}

  @Test
  void nothingHoldsTheClassesOfJobsThatWereCancelled() throws Exception {
    // The engine's own threads outlive the job that starts it; in an image they start without one.
    InferenceEngine.start();
    int before = classLoaders();
    // As the threads of the REST server, which run the main class of a jar that is uploaded there.
    ExecutorService submitter = Executors.newSingleThreadExecutor();
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        EmbeddedFlink flink =
            EmbeddedFlink.builder().optSlots(1).optConfiguration(asInTheImage()).start();
        RestClusterClient<String> client = flink.newClient()) {
      KafkaConnection connection = KafkaConnection.to(kafka.bootstrapServers());
      TopicNames names = new TopicNames(PREFIX);
      List<String> labels = ModelBundle.read(ShippedBundle.path()).manifest().labelSpace().labels();
      new Topics(connection)
          .create(
              new TopicLayout(1, Optional.of((short) 1), Optional.empty(), Optional.empty())
                  .topics(names, labels));
      for (int i = 1; i <= SUBMISSIONS; i++) {
        String device = "bed-" + i;
        send(connection, names, device);
        JobID job = submitter.submit(() -> submit(client, kafka.bootstrapServers())).get();
        // A job that was cancelled leaves offsets behind that the next one reads again.
        JobHarness.awaitTrue(() -> scores(connection, names, device) >= WINDOWS);
        client.cancel(job).get();
        JobHarness.awaitTrue(() -> client.getJobStatus(job).get().isGloballyTerminalState());
      }
      // Java keeps the types of the latest comparison of records: one loader, until the next.
      assertThat(new OfThisTest(jobJar())).isEqualTo(new OfThisTest(jobJar()));

      // Flink's tasks have finalizers, so that what they hold takes two collections.
      List<Integer> counts = new ArrayList<>();
      do {
        counts.add(classLoaders());
        Thread.sleep(200);
      } while (counts.get(counts.size() - 1) > before && counts.size() < MOST_COLLECTIONS);
      assertThat(counts.get(counts.size() - 1))
          .as("class loaders of %d cancelled jobs, at %s", SUBMISSIONS, counts)
          .isLessThanOrEqualTo(before);
    } finally {
      submitter.shutdown();
    }
  }

  /** Instances after a full collection, as {@code jcmd GC.class_histogram} counts them. */
  private static int classLoaders() throws Exception {
    String histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    return histogram
        .lines()
        .map(LOADERS::matcher)
        .filter(Matcher::matches)
        .mapToInt(found -> Integer.parseInt(found.group(1)))
        .sum();
  }

  /**
   * There the connector lies in the job's jar alone, and the engine in lib/. Here they lie beside
   * Flink, in the path of this test.
   */
  private static Configuration asInTheImage() {
    List<String> parentFirst =
        new ArrayList<>(CoreOptions.ALWAYS_PARENT_FIRST_LOADER_PATTERNS.defaultValue());
    parentFirst.remove("org.apache.flink.");
    for (String of :
        List.of(
            "api.",
            "client.",
            "configuration.",
            "core.",
            "metrics.",
            "runtime.",
            "state.",
            "types.",
            "util.",
            "streaming.api.",
            "streaming.runtime.",
            "streaming.util.")) {
      parentFirst.add("org.apache.flink." + of);
    }
    parentFirst.add("ai.djl.");
    Configuration configuration = new Configuration();
    configuration.set(CoreOptions.ALWAYS_PARENT_FIRST_LOADER_PATTERNS, parentFirst);
    return configuration;
  }

  private static JobID submit(RestClusterClient<String> client, String broker) throws Exception {
    Path jar = jobJar();
    try (PackagedProgram program =
        PackagedProgram.newBuilder()
            .setJarFile(jar.toFile())
            .setEntryPointClassName("io.monolead.job.JobMain")
            .setConfiguration(asInTheImage())
            .setArguments(
                "--kafka.bootstrap-servers",
                broker,
                "--kafka.topic-prefix",
                PREFIX,
                "--kafka.group-id",
                PREFIX,
                "--model.bundle",
                ShippedBundle.path().toString())
            .build()) {
      JobGraph graph = PackagedProgramUtils.createJobGraph(program, asInTheImage(), 1, false);
      graph.addJar(new org.apache.flink.core.fs.Path(jar.toUri()));
      return client.submitJob(graph).get();
    }
  }

  private static Path jobJar() throws Exception {
    Path target =
        Path.of(SubmissionsITCase.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .getParent();
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("-job.jar"))
          .findFirst()
          .orElseThrow(
              () ->
                  new AssertionError(
                      "No job jar in " + target + "; './mvnw package' makes it before this test"));
    }
  }

  private static void send(KafkaConnection connection, TopicNames names, String device)
      throws Exception {
    SimulatedHeart heart =
        new SimulatedHeart(
            HeartScenario.of(new Episode(Rhythm.SINUS, SECONDS)),
            Lead.I,
            RATE_HZ,
            device.hashCode());
    SimulatedSource signal = new SimulatedSource(heart, Lead.I, Math.round(SECONDS * RATE_HZ));
    try (SegmentProducer producer = new SegmentProducer(connection, names.segments())) {
      new Replayer(ReplayOptions.fullSpeed())
          .replay(List.of(new ReplayDevice(device, signal, TestSegments.EPOCH)), producer);
    }
  }

  private static long scores(KafkaConnection connection, TopicNames names, String device) {
    try (RecordReader<EcgScore> reader =
        new RecordReader<>(
            connection,
            EcgScore.class,
            List.of(names.scores()),
            RecordReader.From.EARLIEST,
            Duration.ofSeconds(20))) {
      return reader.readToEnd().stream()
          .filter(received -> received.record().getDeviceId().equals(device))
          .count();
    }
  }
}
