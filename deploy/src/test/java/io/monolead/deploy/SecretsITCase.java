// SPDX-License-Identifier: Apache-2.0
package io.monolead.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.monolead.cli.Monolead;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.connectors.kafka.ControlSender;
import io.monolead.connectors.kafka.TopicLayout;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.Topics;
import io.monolead.inference.ModelBundle;
import io.monolead.schemas.EcgAlert;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Passwords, tokens and keys stay where they were put: every command that runs on is started as a
 * process of its own, with all loggers at their most talkative and each secret in a file or the
 * environment, and then whatever anybody could read of it is searched.
 */
class SecretsITCase {
  private static final Path BUNDLE = Path.of("..", "models", "monitoring-lead-i.mlb");
  private static final TopicNames NAMES = TopicNames.DEFAULT;
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int UNAUTHORIZED = 401;
  private static final int ATTEMPTS = 3;
  private static final List<String> USERS =
      List.of("monolead-job", "monolead-monitor", "monolead-devices", "monolead-route");
  private static final Secrets SECRETS = new Secrets();
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;
  private static SecuredBroker broker;
  private static Path kept;

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    kept = Files.createDirectories(folder.resolve("kept"));
    broker = SecuredBroker.byPassword(folder.resolve("broker"));
    new Topics(broker.admin(), TIMEOUT)
        .create(
            new TopicLayout(1, Optional.of((short) 1), Optional.empty(), Optional.empty())
                .topics(NAMES, ModelBundle.read(BUNDLE).manifest().labelSpace().labels()));
    for (String user : USERS) {
      String password = SECRETS.make("password of " + user);
      broker.addUser(user, password);
      broker.grant(ManifestsTest.find(Manifest.base(), "KafkaUser", user));
      client(user, user, jaas(user, password));
    }
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  /** The worse of the two ways: the password stands in the properties themselves. */
  private static Path client(String name, String user, String jaas) throws Exception {
    Map<String, String> properties =
        new LinkedHashMap<>(broker.connection(user).clientProperties());
    properties.put("sasl.jaas.config", jaas);
    StringBuilder text = new StringBuilder();
    properties.forEach(
        (key, value) ->
            text.append(key).append('=').append(value.replace("\\", "\\\\")).append('\n'));
    return Files.writeString(kept.resolve(name + ".properties"), text);
  }

  private static String jaas(String user, String password) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
        + user
        + "\" password=\""
        + password
        + "\";";
  }

  /**
   * Starts a command and waits until it says something. On a machine that is busy with other things
   * a broker may not answer in the time that commands give it; then it is started again.
   *
   * @return the first group of what it said
   */
  private static String start(
      List<CommandProcess> running,
      Path work,
      Pattern said,
      Map<String, String> environment,
      List<String> arguments)
      throws Exception {
    for (int left = ATTEMPTS; ; left--) {
      CommandProcess process = CommandProcess.start(work, arguments.get(0), environment, arguments);
      running.add(process);
      try {
        return process.await(said, PATIENCE);
      } catch (AssertionError e) {
        if (left == 1 || !e.getMessage().contains("No Kafka broker answer")) {
          throw e;
        }
      }
    }
  }

  private static List<String> command(String name, String client, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                name,
                "--debug",
                "--bootstrap",
                broker.bootstrapServers(),
                "--kafka-config",
                kept.resolve(client + ".properties").toString()));
    arguments.addAll(List.of(more));
    return arguments;
  }

  @Test
  void noSecretIsOnACommandLineInALogInAnAnswerOrInACheckpointWhileAllCommandsRun()
      throws Exception {
    Path work = Files.createDirectories(folder.resolve("work"));
    Path checkpoints = work.resolve("checkpoints");
    String monitorToken = SECRETS.make("token of the monitor");
    String bearer = "Bearer " + SECRETS.make("token for the webhook");
    ConcurrentLinkedQueue<String> deliveries = new ConcurrentLinkedQueue<>();
    HttpServer webhook = webhook(deliveries);
    // One after the other: a machine with few cores is slow to start four at once.
    List<CommandProcess> running = new ArrayList<>();
    try {
      String status =
          start(
              running,
              work,
              Pattern.compile("status at (http://[^/\\s]+)"),
              Map.of(),
              command(
                  "route",
                  "monolead-route",
                  "--status-port",
                  "0",
                  routes(webhook, bearer).toString()));
      String page =
          start(
              running,
              work,
              Pattern.compile("(http://[0-9.:]+)"),
              Map.of("MONOLEAD_MONITOR_TOKEN", monitorToken),
              command("monitor", "monolead-monitor", "--port", "0", "--wait", "60s"));
      String flink =
          start(
              running,
              work,
              Pattern.compile("Flink (http://[0-9.:]+)"),
              Map.of(),
              command(
                  "run",
                  "monolead-job",
                  "--slots",
                  "1",
                  "--set",
                  "kafka.start=earliest",
                  "--set",
                  "model.precision=float32",
                  "--set",
                  "delivery.guarantee=exactly-once",
                  "--set",
                  "checkpoint.directory=" + checkpoints.toUri(),
                  "--set",
                  "execution.checkpointing.externalized-checkpoint-retention="
                      + "RETAIN_ON_CANCELLATION"));
      String sending =
          start(
              running,
              work,
              Pattern.compile("(\\S+)"),
              Map.of(),
              command("simulate", "monolead-devices", "--devices", "1", "--backlog", "40s"));
      assertThat(sending).isNotEmpty();
      var unused =
          new ControlSender(broker.admin(), TIMEOUT)
              .send(
                  EcgAlert.class,
                  NAMES.alerts("AFIB"),
                  "bed-1",
                  SecuredKafkaITCase.alert(),
                  System.currentTimeMillis());

      // All of them do their work, by the secrets that they were given.
      awaitThat("the webhook is called", () -> deliveries.size() >= 2);
      assertThat(deliveries).containsOnly(bearer);
      awaitThat(
          "the monitor shows what devices send",
          () ->
              Pattern.compile("monolead_monitor_records_total [1-9]")
                  .matcher(get(page + "/metrics", Optional.of(monitorToken)).body())
                  .find());
      awaitThat("there is a checkpoint", () -> checkpointIn(checkpoints));

      for (CommandProcess each : running) {
        assertThat(SECRETS.onCommandLines(each.handle())).isEmpty();
      }
      for (String path : flinkPaths(flink)) {
        nothingIn(get(flink + path, Optional.empty()), 200);
      }
      for (String path : List.of("/metrics", "/health")) {
        nothingIn(get(status + path, Optional.empty()), 200);
      }
      for (String path :
          List.of("/", "/health", "/metrics", "/api/session", "/api/alerts?limit=10")) {
        nothingIn(get(page + path, Optional.of(monitorToken)), 200);
      }
      String guess = SECRETS.make("wrong token");
      nothingIn(get(page + "/metrics", Optional.of(guess)), UNAUTHORIZED);
      nothingIn(logIn(page, guess), UNAUTHORIZED);
      nothingIn(logIn(page, monitorToken), 200);
    } finally {
      for (CommandProcess each : running) {
        each.close();
      }
      webhook.stop(0);
    }

    assertThat(work.resolve("run").resolve("log"))
        .content(StandardCharsets.ISO_8859_1)
        .contains("DEBUG org.apache.kafka", "DEBUG org.apache.flink");
    assertThat(SECRETS.inFiles(work)).isEmpty();
    // The search finds what is there to be found.
    assertThat(SECRETS.inFiles(kept))
        .contains(
            "monolead-job.properties: password of monolead-job",
            "monolead-route.properties: password of monolead-route",
            "webhook.authorization: token for the webhook",
            "webhook.secret: key of the webhook");
  }

  @Test
  void aWrongPasswordIsSaidToBeWrongAndIsPrintedAndLoggedNowhere() throws Exception {
    Path work = Files.createDirectories(folder.resolve("refused"));
    String guess = SECRETS.make("guessed password");
    client("guessing", "monolead-monitor", jaas("monolead-monitor", guess));
    HttpServer webhook = webhook(new ConcurrentLinkedQueue<>());
    Path routes = routes(webhook, "Bearer " + SECRETS.make("another token"));
    List<List<String>> commands =
        List.of(
            command("run", "guessing", "--slots", "1"),
            command("simulate", "guessing", "--devices", "1"),
            command("monitor", "guessing", "--port", "0"),
            command("route", "guessing", "--for", "30s", routes.toString()));
    try {
      for (List<String> each : commands) {
        List<CommandProcess> running = new ArrayList<>();
        try {
          String said =
              start(running, work, Pattern.compile("(?i)(authenticat\\w+)"), Map.of(), each);
          assertThat(said).isNotEmpty();
        } finally {
          for (CommandProcess process : running) {
            process.close();
          }
        }
      }
    } finally {
      webhook.stop(0);
    }

    assertThat(SECRETS.inFiles(work)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"no end", "no module", "no quotes"})
  void aPasswordThatWasWrittenDownWronglyIsNotRepeated(String mistake) throws Exception {
    String password = SECRETS.make("password with " + mistake);
    String right = jaas("monolead-monitor", password);
    client(
        "mistaken",
        "monolead-monitor",
        switch (mistake) {
          case "no end" -> right.substring(0, right.length() - 1);
          case "no module" -> password;
          default -> right.replace("\"", "");
        });

    assertThat(saidBy("topics", "list")).isNotEmpty();
    assertThat(SECRETS.in(saidBy("topics", "list"))).isEmpty();
    assertThat(SECRETS.in(saidBy("monitor", "--port", "0"))).isEmpty();
    assertThat(SECRETS.in(saidBy("run", "--slots", "1"))).isEmpty();
  }

  /** What a command in this process says when it fails, with all that lies beneath. */
  private static String saidBy(String... name) {
    StringWriter said = new StringWriter();
    PrintWriter writer = new PrintWriter(said);
    List<String> arguments = new ArrayList<>(List.of(name));
    arguments.addAll(
        List.of(
            "--debug",
            "--bootstrap",
            broker.bootstrapServers(),
            "--kafka-config",
            kept.resolve("mistaken.properties").toString()));
    int code =
        Monolead.commandLine(CommandContexts.saying(writer, folder.resolve("state")))
            .execute(arguments.toArray(String[]::new));
    assertThat(code).as(said.toString()).isEqualTo(ExitCode.FAILED);
    return said.toString();
  }

  private static Path routes(HttpServer webhook, String authorization) throws IOException {
    Files.writeString(kept.resolve("webhook.authorization"), authorization);
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) authorization.hashCode());
    String secret = SECRETS.add("key of the webhook", Base64.getEncoder().encodeToString(key));
    Files.writeString(kept.resolve("webhook.secret"), "whsec_" + secret);
    return Files.writeString(
        kept.resolve("routes.json"),
        """
        {"targets": [{
          "name": "pager", "type": "webhook", "from": "earliest", "url": "http://127.0.0.1:%d/",
          "secretFile": "webhook.secret", "authorizationFile": "webhook.authorization"}]}
        """
            .formatted(webhook.getAddress().getPort()));
  }

  /** Refuses the first delivery, so that there is a failure to be told of. */
  private static HttpServer webhook(ConcurrentLinkedQueue<String> deliveries) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          int code = deliveries.isEmpty() ? UNAUTHORIZED : 204;
          deliveries.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          exchange.sendResponseHeaders(code, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private List<String> flinkPaths(String flink) throws Exception {
    JsonNode jobs = JSON.readTree(get(flink + "/jobs", Optional.empty()).body()).path("jobs");
    assertThat(jobs).hasSize(1);
    String job = "/jobs/" + jobs.get(0).path("id").asText();
    return List.of(
        "/config",
        "/jobs",
        job,
        job + "/config",
        job + "/plan",
        job + "/exceptions",
        job + "/checkpoints",
        job + "/checkpoints/config",
        job + "/jobmanager/config",
        job + "/jobmanager/environment",
        "/jobmanager/config",
        "/jobmanager/environment",
        "/jobmanager/metrics",
        "/taskmanagers");
  }

  private static boolean checkpointIn(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.anyMatch(file -> file.endsWith("_metadata"));
    } catch (UncheckedIOException e) {
      // An older one was just taken away.
      return false;
    }
  }

  private static void nothingIn(HttpResponse<String> answer, int expected) {
    assertThat(answer.statusCode()).as(answer.uri() + " " + answer.body()).isEqualTo(expected);
    assertThat(SECRETS.in(answer.body() + answer.headers().map()))
        .as(answer.uri().toString())
        .isEmpty();
  }

  private HttpResponse<String> get(String address, Optional<String> token)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> logIn(String page, String token)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(page + "/api/login"))
            .header("Content-Type", "application/json")
            .header("X-Monolead", "action")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    JSON.createObjectNode().put("token", token).put("name", "nurse").toString()))
            .build(),
        BodyHandlers.ofString());
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void awaitThat(String what, Condition condition) throws Exception {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime() - until).as(what).isNegative();
      Thread.sleep(100);
    }
  }
}
