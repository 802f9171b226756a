// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.containers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.monolead.cli.architecture.SourceTree;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.RecordReader;
import io.monolead.connectors.kafka.RecordReader.From;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The compose file of this repository, with the images that this build staged. */
class ComposeE2ECase {
  private static final Path ROOT = SourceTree.root();
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(500);

  /** An episode of fibrillation begins every 70 s; the rest is for slow machines. */
  private static final Duration ALERTS_WITHIN = Duration.ofMinutes(4);

  private static final Duration HEALTHY_WITHIN = Duration.ofMinutes(2);
  private static final String PROMETHEUS = "http://localhost:9090/api/v1/";

  private ComposeStack stack;
  private int kafkaPort;
  private int monitorPort;

  @AfterEach
  void takeDown() {
    if (stack != null) {
      stack.down();
    }
  }

  @Test
  void comesUpHealthyRaisesAlertsOutlivesItsTaskManagerAndGoesDownWithoutATrace() throws Exception {
    List<String> compose = ContainerEngine.assumeCompose(getClass()).get(0);
    assertStaged();
    newStack(compose);
    long start = System.nanoTime();

    stack.up();

    EcgAlert alert = firstAlert("AFIB");
    say("first alert after", start);
    // Every other device stays in sinus rhythm; the second falls into fibrillation.
    assertThat(alert.getDeviceId()).isEqualTo("sim-02");
    assertThat(alert.getState()).isEqualTo(AlertState.RAISED);
    assertState("kafka", "running 0 0 healthy");
    assertState("jobmanager", "running 0 0 healthy");
    assertState("taskmanager", "running 0 0 healthy");
    assertState("topics", "exited 0 0");
    assertState("devices", "running 0 0");
    assertState("alerts", "running 0 0");
    assertState("monitor", "running 0 0 healthy");
    say("every service as it should be after", start);
    assertThat(stack.logs("alerts")).containsPattern("raised +AFIB +sim-02 I");
    assertThat(stack.inside("taskmanager", "id", "-un")).isEqualTo("flink");
    assertThat(stack.inside("devices", "id", "-un")).isEqualTo("monolead");
    assertThat(stack.hostAddresses("kafka")).containsOnly("127.0.0.1");
    assertThat(stack.hostAddresses("monitor")).containsOnly("127.0.0.1");
    assertTheMonitorShows(alert);
    say("the alert is on the monitor's page after", start);
    assertThat(stack.hostAddresses("jobmanager")).containsOnly("127.0.0.1");

    stack.start("prometheus");
    assertState("prometheus", "running 0 0 healthy");
    assertPrometheusWatchesTheJob();
    say("Prometheus sees the job, and answers the dashboards, after", start);

    stack.endProcessOf("taskmanager");
    assertState("taskmanager", "running 0 1 healthy");
    say("a task manager that died is back, with the job, after", start);

    stack.down().succeeded();
    assertThat(stack.remains()).isEmpty();
  }

  @Test
  void isUnderstoodByEveryComposeThatIsHere() throws Exception {
    for (List<String> compose : ContainerEngine.assumeCompose(getClass())) {
      newStack(compose);
      stack.check();
    }
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

  /** The same Prometheus, configuration and rules as with the profile observability. */
  private void assertPrometheusWatchesTheJob() throws IOException {
    await(
        HEALTHY_WITHIN,
        "Prometheus to see both managers",
        () -> answers("count(up{job=~\"jobmanager|taskmanager\"} == 1)").get(0).contains("\"2\""));
    // Rates need two scrapes of each.
    await(
        HEALTHY_WITHIN,
        "Prometheus to see windows that are scored, and checkpoints",
        () ->
            answers(
                    "sum(rate(flink_taskmanager_job_task_operator_monolead_windows_scored_total[1m])) > 0",
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
    List<String> empty = new ArrayList<>();
    List<String> answers = answers(questions.toArray(String[]::new));
    for (int i = 0; i < questions.size(); i++) {
      assertThat(answers.get(i)).as(questions.get(i)).contains("\"status\":\"success\"");
      if (answers.get(i).contains("\"result\":[]")) {
        empty.add(questions.get(i));
      }
    }
    assertThat(questions).hasSizeGreaterThan(60);
    // No alert of the system fires; everything else has an answer.
    assertThat(empty).allSatisfy(question -> assertThat(question).contains("ALERTS{"));
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
    try (ServerSocket kafka = freePort();
        ServerSocket flink = freePort();
        ServerSocket monitor = freePort();
        ServerSocket prometheus = freePort()) {
      monitorPort = monitor.getLocalPort();
      environment.put("MONITOR_PORT", Integer.toString(monitorPort));
      kafkaPort = kafka.getLocalPort();
      environment.put("KAFKA_PORT", Integer.toString(kafkaPort));
      environment.put("FLINK_UI_PORT", Integer.toString(flink.getLocalPort()));
      environment.put("PROMETHEUS_PORT", Integer.toString(prometheus.getLocalPort()));
    }
    environment.put("DEVICES", "4");
    String project = "monolead-test-" + ProcessHandle.current().pid();
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

  /** Reads the topic of a label from this machine, through the loopback port. */
  private EcgAlert firstAlert(String label) {
    List<EcgAlert> alerts = new ArrayList<>();
    try (RecordReader<EcgAlert> reader =
        new RecordReader<>(
            KafkaConnection.to("127.0.0.1:" + kafkaPort),
            EcgAlert.class,
            List.of(TopicNames.DEFAULT.alerts(label)),
            From.EARLIEST,
            ANSWERS_WITHIN)) {
      await(
          ALERTS_WITHIN,
          "an alert on the topic of " + label,
          () -> {
            reader.poll(POLL).forEach(received -> alerts.add(received.record()));
            return !alerts.isEmpty();
          });
    }
    return alerts.get(0);
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
