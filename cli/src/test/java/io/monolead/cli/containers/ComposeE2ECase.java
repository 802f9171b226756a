// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.containers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.monolead.cli.CommandRunner;
import io.monolead.cli.architecture.SourceTree;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.RecordReader;
import io.monolead.connectors.kafka.RecordReader.From;
import io.monolead.connectors.kafka.RecordReader.Received;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.inference.ModelBundle;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compose file of this repository, with the images that this build staged. */
class ComposeE2ECase {
  private static final Path ROOT = SourceTree.root();
  private static final Path BUNDLE = ROOT.resolve("models/monitoring-lead-i.mlb");
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(500);

  /** An episode of fibrillation begins every 70 s; the rest is for slow machines. */
  private static final Duration ALERTS_WITHIN = Duration.ofMinutes(4);

  private static final Duration HEALTHY_WITHIN = Duration.ofMinutes(4);
  private static final String PROMETHEUS = "http://localhost:9090/api/v1/";

  private static final Pattern RESTORED =
      Pattern.compile("Restoring job \\S+ from Checkpoint [1-9]");

  /** The larger one, in bytes. */
  private static final long LARGEST_IMAGE = 1_200_000_000;

  /** Sinus, fibrillation, sinus, tachycardia: no device falls silent by itself. */
  private static final int DEVICES = 4;

  /** Left to itself, the network may be computed in another form by the job and by the replay. */
  private static final String PRECISION = "float32";

  private static final TopicNames REPLAYED = new TopicNames("replayed.");

  @TempDir private Path folder;
  private ComposeStack stack;
  private KafkaConnection kafka;
  private int monitorPort;
  private final List<String> images = new ArrayList<>();

  @AfterEach
  void takeDown() {
    if (stack != null) {
      stack.down();
      stack.removeImages(images);
    }
  }

  @Test
  void losesAndDoublesNothingWhenItsTaskManagerCrashesAndGoesDownWithoutATrace() throws Exception {
    List<String> compose = ContainerEngine.assumeCompose(getClass()).get(0);
    assertStaged();
    newStack(compose);
    long start = System.nanoTime();
    stack.build();
    say("both images built after", start);
    assertTheImagesAreWhatTheyShouldBe();

    start = System.nanoTime();
    stack.up();
    stack.start("prometheus");
    for (String service :
        List.of(
            "kafka", "jobmanager", "taskmanager", "monitor", "prometheus", "devices", "alerts")) {
      assertState(service, "running 0 0 healthy");
    }
    assertState("topics", "exited 0 0");
    say("every service is healthy after", start);
    assertNobodyIsRootAndPortsAreOnTheLoopbackInterface();

    EcgAlert first = alert("AFIB", alert -> alert.getState() == AlertState.RAISED);
    say("first alert on its topic after", start);
    // Every other device stays in sinus rhythm; the second falls into fibrillation.
    assertThat(first.getDeviceId()).isEqualTo("sim-02");
    assertTheMonitorShows(first);
    say("the alert is on the monitor's page after", start);

    long crash = System.nanoTime();
    stack.crash("taskmanager");
    // Until the job manager misses it, the job seems to run.
    await(
        HEALTHY_WITHIN,
        "the job to be restored",
        () -> RESTORED.matcher(stack.logs("jobmanager")).find());
    assertState("taskmanager", "running 0 1 healthy");
    say("a task manager that crashed is back, with the job,", crash);

    assertPrometheusWatchesTheJob();
    say("Prometheus sees the job and the page, and answers the dashboards, after", start);
    // The episode of the crash comes to its end, and the next one begins.
    alert("AFIB", alert -> told(alert, first.getAlertId(), AlertState.CLEARED));
    EcgAlert next =
        alert(
            "AFIB",
            alert ->
                alert.getState() == AlertState.RAISED
                    && !alert.getAlertId().equals(first.getAlertId()));
    say("the next alert on its topic after", start);
    assertThat(stack.logs("alerts")).containsPattern("raised +AFIB +sim-02 I");

    stack.stop("devices");
    assertTheResultsAreThoseOfAnUndisturbedRun();
    assertTheMonitorShows(next);
    assertNoAlertIsOnThePageTwice();

    long down = System.nanoTime();
    stack.down().succeeded();
    assertThat(stack.remains()).isEmpty();
    say("everything is gone, volumes too,", down);
  }

  @Test
  void isUnderstoodByEveryComposeThatIsHere() throws Exception {
    for (List<String> compose : ContainerEngine.assumeCompose(getClass())) {
      newStack(compose);
      stack.check();
    }
  }

  private void assertTheImagesAreWhatTheyShouldBe() {
    for (String image : images) {
      long size = Long.parseLong(stack.imageSays(image, "{{.Size}}"));
      System.err.println("docker-compose.yml: " + image + " has " + size / 1_000_000 + " MB");
      assertThat(size).isLessThan(LARGEST_IMAGE);
      assertThat(stack.imageSays(image, "{{json .Config.Labels}}"))
          .contains("\"org.opencontainers.image.version\":\"of-a-test\"")
          .contains("\"org.opencontainers.image.licenses\":\"Apache-2.0\"");
      assertThat(stack.imageSays(image, "{{json .Config.Healthcheck.Test}}"))
          .contains("/opt/monolead/bin/");
    }
    assertThat(stack.imageSays(images.get(0), "{{.Config.User}}")).isEqualTo("flink");
    assertThat(stack.imageSays(images.get(1), "{{.Config.User}}")).isEqualTo("monolead");
    assertThat(stack.runImage(images.get(1), "--help")).contains("Usage: monolead", "monitor");
  }

  private void assertNobodyIsRootAndPortsAreOnTheLoopbackInterface() {
    assertThat(stack.inside("taskmanager", "id", "-un")).isEqualTo("flink");
    assertThat(stack.inside("devices", "id", "-un")).isEqualTo("monolead");
    for (String service : List.of("kafka", "monitor", "jobmanager", "prometheus")) {
      assertThat(stack.hostAddresses(service)).as(service).containsOnly("127.0.0.1");
    }
    // Nothing was unpacked at the start.
    assertThat(stack.inside("taskmanager", "ls", "/opt/flink/lib/pytorch"))
        .contains("libtorch_cpu.so", "libdjl_torch.so");
    assertThat(stack.inside("taskmanager", "bash", "-c", "find /tmp -name '*torch*'")).isEmpty();
  }

  /**
   * The same segments once more through the same job, in this process and undisturbed: every score
   * and every alert of the live run must be there once, in the same order and with the same bytes.
   */
  private void assertTheResultsAreThoseOfAnUndisturbedRun() {
    long start = System.nanoTime();
    CommandRunner command = new CommandRunner(folder, Optional.of(ROOT));
    int code =
        command.run(
            "backfill",
            "--bootstrap",
            kafka.bootstrapServers(),
            "--results",
            REPLAYED.prefix(),
            "--slots",
            "1",
            "--set",
            "window.hop=2s",
            "--set",
            "signal-lost.timeout=10s",
            "--set",
            "model.precision=" + PRECISION);
    assertThat(code).as(command.out() + command.err()).isZero();
    Map<String, List<String>> undisturbed = results(REPLAYED);
    say("the same segments are scored once more, undisturbed,", start);

    int expected = records(undisturbed);
    await(
        HEALTHY_WITHIN,
        "the job to be through with what the devices sent: " + expected + " results",
        () -> records(results(TopicNames.DEFAULT)) >= expected);
    // What came twice might come late.
    for (int i = 0; i < 10; i++) {
      pause();
    }
    Map<String, List<String>> live = results(TopicNames.DEFAULT);

    assertThat(live.keySet()).isEqualTo(undisturbed.keySet());
    undisturbed.forEach(
        (sequence, results) ->
            assertThat(live.get(sequence)).as(sequence).containsExactlyElementsOf(results));
    long alerts =
        undisturbed.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("alerts"))
            .mapToLong(entry -> entry.getValue().size())
            .sum();
    assertThat(undisturbed).hasSizeGreaterThan(DEVICES);
    assertThat(alerts).isGreaterThanOrEqualTo(3);
    System.err.println(
        "docker-compose.yml: "
            + (expected - alerts)
            + " scores and "
            + alerts
            + " alerts, none lost and none twice");
  }

  private static int records(Map<String, List<String>> results) {
    return results.values().stream().mapToInt(List::size).sum();
  }

  /** Committed scores and medical alerts by their sequence; each says what it is, and its bytes. */
  private Map<String, List<String>> results(TopicNames names) {
    Map<String, List<String>> results = new TreeMap<>();
    try (RecordReader<EcgScore> reader = reader(EcgScore.class, List.of(names.scores()))) {
      for (Received<EcgScore> score : reader.readToEnd()) {
        results
            .computeIfAbsent("scores of " + score.record().getDeviceId(), any -> new ArrayList<>())
            .add("until " + score.record().getWindowEndMicros() + bytes(score));
      }
    }
    try (RecordReader<EcgAlert> reader = reader(EcgAlert.class, alertTopics(names))) {
      for (Received<EcgAlert> alert : reader.readToEnd()) {
        EcgAlert told = alert.record();
        results
            .computeIfAbsent(
                "alerts of " + told.getLabel() + " on " + told.getDeviceId(),
                any -> new ArrayList<>())
            .add(told.getState() + " " + told.getTransitionMicros() + bytes(alert));
      }
    }
    return results;
  }

  private static String bytes(Received<?> received) {
    return " " + HexFormat.of().formatHex(received.source().value());
  }

  private Collection<String> alertTopics(TopicNames names) {
    try {
      return names.alerts(ModelBundle.read(BUNDLE).manifest().labelSpace().labels()).values();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T extends SpecificRecord> RecordReader<T> reader(
      Class<T> type, Collection<String> topics) {
    return new RecordReader<>(kafka, type, topics, From.EARLIEST, ANSWERS_WITHIN);
  }

  private static boolean told(EcgAlert alert, String id, AlertState state) {
    return alert.getAlertId().equals(id) && alert.getState() == state;
  }

  private void assertNoAlertIsOnThePageTwice() {
    List<String> ids = new ArrayList<>();
    for (JsonNode each : json(fromMonitor("/api/alerts")).path("alerts")) {
      ids.add(each.path("id").asText());
    }
    assertThat(ids).hasSizeGreaterThan(1).doesNotHaveDuplicates();
  }

  /** What the page is fed from: its own file, and the alert among those that it lists. */
  private void assertTheMonitorShows(EcgAlert alert) {
    assertThat(fromMonitor("/")).contains("<title>monolead");
    await(
        HEALTHY_WITHIN,
        "the alert on the monitor",
        () -> {
          for (JsonNode each : json(fromMonitor("/api/alerts")).path("alerts")) {
            if (each.path("id").asText().equals(alert.getAlertId())) {
              return each.path("device").asText().equals(alert.getDeviceId());
            }
          }
          return false;
        });
  }

  private String fromMonitor(String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + monitorPort + path))
              .timeout(ANSWERS_WITHIN)
              .build();
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while asking the monitor", e);
    }
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The same Prometheus, configuration and rules as with the profile observability; Grafana is only
   * configured, there is no stand-in for it.
   */
  private void assertPrometheusWatchesTheJob() throws IOException {
    await(
        HEALTHY_WITHIN,
        "Prometheus to see both managers and the page",
        () ->
            answers("count(up{job=~\"jobmanager|taskmanager|monitor\"} == 1)")
                .get(0)
                .contains("\"3\""));
    assertThat(answers("monolead_monitor_streams_live").get(0)).contains("\"" + DEVICES + "\"");
    // Rates need two scrapes of each.
    await(
        HEALTHY_WITHIN,
        "Prometheus to see windows that are scored, and checkpoints",
        () ->
            answers(
                    "sum(rate(flink_taskmanager_job_task_operator_monolead_windows_scored_total[1m]))"
                        + " > 0",
                    "rate(flink_jobmanager_job_numberOfCompletedCheckpoints[1m])")
                .stream()
                .noneMatch(answer -> answer.contains("\"result\":[]")));
    assertThat(stack.inside("prometheus", "wget", "-qO-", PROMETHEUS + "rules"))
        .contains("\"DeadLetters\"")
        .contains("\"health\":\"ok\"")
        .doesNotContain("\"health\":\"err\"");
    List<String> questions = new ArrayList<>();
    try (Stream<Path> files = Files.list(ROOT.resolve("deploy/observability/grafana/dashboards"))) {
      for (Path file : files.sorted().toList()) {
        for (JsonNode target : new ObjectMapper().readTree(file.toFile()).findValues("targets")) {
          target
              .findValuesAsText("expr")
              .forEach(
                  text ->
                      questions.add(
                          text.replace("$__rate_interval", "1m")
                              .replace("${prefix}", TopicNames.DEFAULT_PREFIX)
                              .replace("$job", ".*")));
        }
      }
    }
    assertThat(questions).hasSizeGreaterThan(60);
    // No alert of the system fires; everything else has an answer, once all were scraped again.
    await(
        HEALTHY_WITHIN,
        "Prometheus to answer every question of the dashboards",
        () -> unanswered(questions).stream().allMatch(question -> question.contains("ALERTS{")));
  }

  private List<String> unanswered(List<String> questions) {
    List<String> empty = new ArrayList<>();
    List<String> answers = answers(questions.toArray(String[]::new));
    for (int i = 0; i < questions.size(); i++) {
      assertThat(answers.get(i)).as(questions.get(i)).contains("\"status\":\"success\"");
      if (answers.get(i).contains("\"result\":[]")) {
        empty.add(questions.get(i));
      }
    }
    return empty;
  }

  /** What Prometheus says to questions, each in one line of JSON. */
  private List<String> answers(String... questions) {
    List<String> command = new ArrayList<>(List.of("wget", "-q", "-O", "-"));
    for (String question : questions) {
      command.add(PROMETHEUS + "query?query=" + URLEncoder.encode(question, UTF_8));
    }
    String all = stack.inside("prometheus", command.toArray(String[]::new));
    // Answers follow one another without anything between.
    List<String> answers = List.of(all.split("(?<=})(?=\\{\"status\")", -1));
    assertThat(answers).hasSameSizeAs(questions);
    return answers;
  }

  private void newStack(List<String> compose) throws IOException {
    Map<String, String> environment = new HashMap<>();
    String project = "monolead-test-" + ProcessHandle.current().pid();
    images.clear();
    images.addAll(List.of("monolead-job:" + project, "monolead-cli:" + project));
    try (ServerSocket broker = freePort();
        ServerSocket flink = freePort();
        ServerSocket monitor = freePort();
        ServerSocket prometheus = freePort()) {
      monitorPort = monitor.getLocalPort();
      environment.put("MONITOR_PORT", Integer.toString(monitorPort));
      kafka = KafkaConnection.to("127.0.0.1:" + broker.getLocalPort());
      environment.put("KAFKA_PORT", Integer.toString(broker.getLocalPort()));
      environment.put("FLINK_UI_PORT", Integer.toString(flink.getLocalPort()));
      environment.put("PROMETHEUS_PORT", Integer.toString(prometheus.getLocalPort()));
    }
    environment.put("DEVICES", Integer.toString(DEVICES));
    environment.put("MODEL_PRECISION", PRECISION);
    environment.put("JOB_IMAGE", images.get(0));
    environment.put("CLI_IMAGE", images.get(1));
    environment.put("MONOLEAD_VERSION", "of-a-test");
    stack = new ComposeStack(ROOT, compose, project, environment);
  }

  private static ServerSocket freePort() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static void assertStaged() {
    for (String folder : List.of("streaming-job/target/engine", "cli/target/image")) {
      assertThat(Files.isDirectory(ROOT.resolve(folder)))
          .as("%s, which './mvnw -DskipTests verify' makes", folder)
          .isTrue();
    }
  }

  /**
   * Waits for an alert on the topic of a label, read from this machine, from its first record on.
   */
  private EcgAlert alert(String label, Predicate<EcgAlert> wanted) {
    List<EcgAlert> found = new ArrayList<>();
    try (RecordReader<EcgAlert> reader =
        reader(EcgAlert.class, List.of(TopicNames.DEFAULT.alerts(label)))) {
      await(
          ALERTS_WITHIN,
          "an alert on the topic of " + label,
          () -> {
            reader.poll(POLL).stream()
                .map(Received::record)
                .filter(wanted)
                .limit(1)
                .forEach(found::add);
            return !found.isEmpty();
          });
    }
    return found.get(0);
  }

  private void assertState(String service, String state) {
    await(
        HEALTHY_WITHIN,
        service + " to be '" + state + "'",
        () -> stack.state(service).equals(state));
  }

  private void await(Duration atMost, String what, Supplier<Boolean> reached) {
    long start = System.nanoTime();
    while (!reached.get()) {
      if (System.nanoTime() - start > atMost.toNanos()) {
        throw new AssertionError(
            "Waited " + atMost.toSeconds() + " s for " + what + "\n" + stack.report());
      }
      pause();
    }
  }

  private static void say(String what, long startNanos) {
    Duration passed = Duration.ofNanos(System.nanoTime() - startNanos);
    System.err.println("docker-compose.yml: " + what + " " + passed.toMillis() / 1000.0 + " s");
  }

  private static void pause() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting", e);
    }
  }
}
