// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.monolead.connectors.kafka.TextTopic;
import io.monolead.embedded.EmbeddedKafka;
import io.monolead.routing.config.RouteFile;
import io.monolead.routing.http.Backoff;
import io.monolead.routing.http.TestReceiver;
import io.monolead.schemas.AlertPriority;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.TechnicalState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class AlertmanagerRouteITCase {
  private static final Duration PATIENCE = Duration.ofSeconds(100);
  private static final Backoff SHORT = new Backoff(Duration.ofMillis(20), Duration.ofMillis(500));
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> PLACES =
      List.of("/usr/bin/prometheus-alertmanager", "/usr/bin/alertmanager");

  private static EmbeddedKafka kafka;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start();
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  /** A real Alertmanager, which notifies nobody. */
  private static final class Alertmanager implements AutoCloseable {
    private final Process process;
    private final int port;

    private Alertmanager(Path folder) throws IOException, InterruptedException {
      Optional<String> program =
          PLACES.stream().filter(place -> Files.isExecutable(Path.of(place))).findFirst();
      assumeTrue(
          program.isPresent(),
          "no Alertmanager here; on Debian: apt-get install prometheus-alertmanager");
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = socket.getLocalPort();
      }
      Path config =
          Files.writeString(
              folder.resolve("alertmanager.yml"),
              "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n");
      process =
          new ProcessBuilder(
                  program.get(),
                  "--config.file=" + config,
                  "--storage.path=" + folder.resolve("alertmanager"),
                  "--web.listen-address=127.0.0.1:" + port,
                  "--cluster.listen-address=")
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("alertmanager.log").toFile())
              .start();
      await(() -> status("/-/ready") == 200);
    }

    private int status(String path) {
      try {
        return get(path).statusCode();
      } catch (IOException e) {
        return 0;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              HttpResponse.BodyHandlers.ofString());
    }

    /** What it holds as raised: device, label, severity. */
    private Set<String> active() throws IOException, InterruptedException {
      Set<String> active = new TreeSet<>();
      for (JsonNode alert : JSON.readTree(get("/api/v2/alerts").body())) {
        JsonNode labels = alert.get("labels");
        active.add(
            labels.get("device").textValue()
                + " "
                + labels.get("label").textValue()
                + " "
                + labels.get("severity").textValue());
      }
      return active;
    }

    @Override
    public void close() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void aRealAlertmanagerFollowsEveryTransition() throws Exception {
    try (Alertmanager alertmanager = new Alertmanager(folder);
        AlertTopics topics = new AlertTopics(kafka.bootstrapServers(), "am.")) {
      try (Router router = router(topics, alertmanager.port, "1s")) {
        router.start();
        topics.write(alert("a", "d1", AlertState.RAISED, AlertPriority.LOW));
        topics.write(alert("b", "d2", AlertState.RAISED, AlertPriority.HIGH));
        topics.write(SampleAlerts.technical("t", "d3", TechnicalState.RAISED));
        topics.flush();
        await(
            () ->
                alertmanager
                    .active()
                    .equals(Set.of("d1 AFIB info", "d2 AFIB critical", "d3 LEAD_OFF warning")));

        // Longer than an alert lives that is not sent again.
        Thread.sleep(5_000);
        assertThat(alertmanager.active()).hasSize(3);

        topics.write(alert("a", "d1", AlertState.UPDATED, AlertPriority.HIGH));
        topics.write(SampleAlerts.technical("t", "d3", TechnicalState.CLEARED));
        topics.flush();
        await(() -> alertmanager.active().equals(Set.of("d1 AFIB critical", "d2 AFIB critical")));
      }
      // Nobody sends them any more.
      await(() -> alertmanager.active().isEmpty());
      topics.write(alert("b", "d2", AlertState.CLEARED, AlertPriority.HIGH));
      topics.write(alert("c", "d4", AlertState.RAISED, AlertPriority.MEDIUM));
      topics.flush();
      try (Router router = router(topics, alertmanager.port, "1s")) {
        router.start();
        // a was raised before the stop: it is known again from the topic.
        await(() -> alertmanager.active().equals(Set.of("d1 AFIB critical", "d4 AFIB warning")));
        await(() -> router.statuses().get(0).open() == 2);
        topics.write(alert("a", "d1", AlertState.CLEARED, AlertPriority.HIGH));
        topics.write(alert("c", "d4", AlertState.CLEARED, AlertPriority.MEDIUM));
        topics.flush();
        await(() -> alertmanager.active().isEmpty());
        assertThat(router.statuses().get(0).undelivered()).isZero();
      }
    }
  }

  @Test
  void amtoolFindsWhatWasSent() throws Exception {
    Path amtool = Path.of("/usr/bin/amtool");
    assumeTrue(Files.isExecutable(amtool), "no amtool here");
    try (Alertmanager alertmanager = new Alertmanager(folder);
        AlertTopics topics = new AlertTopics(kafka.bootstrapServers(), "amtool.");
        Router router = router(topics, alertmanager.port, "10s")) {
      router.start();
      topics.write(alert("a", "hostile\"\n{device}", AlertState.RAISED, AlertPriority.HIGH));
      topics.flush();
      await(() -> !alertmanager.active().isEmpty());

      Process query =
          new ProcessBuilder(
                  amtool.toString(),
                  "--alertmanager.url=http://127.0.0.1:" + alertmanager.port,
                  "-o",
                  "json",
                  "alert",
                  "query",
                  "alertname=EcgAlert",
                  "severity=critical",
                  "site=north")
              .start();
      JsonNode found = JSON.readTree(query.getInputStream());

      assertThat(query.waitFor()).isZero();
      assertThat(found).hasSize(1);
      assertThat(found.get(0).get("labels").get("device").textValue())
          .isEqualTo("hostile\"\n{device}");
      assertThat(found.get(0).get("annotations").get("alert_id").textValue()).isEqualTo("a");
    }
  }

  @Test
  void anAlertThatIsRefusedIsPutAsideAndThoseBesideItAreToldAllTheSame() throws Exception {
    Set<String> taken = Collections.synchronizedSet(new TreeSet<>());
    AtomicInteger failures = new AtomicInteger(3);
    try (AlertTopics topics = new AlertTopics(kafka.bootstrapServers(), "refuse.");
        TestReceiver receiver =
            new TestReceiver(
                (request, exchange) -> {
                  if (failures.getAndDecrement() > 0) {
                    TestReceiver.status(exchange, 503);
                    return;
                  }
                  List<String> devices = new ArrayList<>();
                  for (JsonNode alert : JSON.readTree(request.body())) {
                    devices.add(alert.get("labels").get("device").textValue());
                  }
                  if (devices.contains("bad")) {
                    TestReceiver.status(exchange, 400);
                  } else {
                    taken.addAll(devices);
                    TestReceiver.status(exchange, 200);
                  }
                })) {
      topics.write(alert("a", "good-1", AlertState.RAISED, AlertPriority.HIGH));
      topics.write(alert("b", "bad", AlertState.RAISED, AlertPriority.HIGH));
      topics.write(alert("c", "good-2", AlertState.RAISED, AlertPriority.HIGH));
      topics.flush();
      try (Router router = router(topics, receiver.port(), "1h")) {
        router.start();
        await(
            () ->
                taken.containsAll(Set.of("good-1", "good-2"))
                    && router.statuses().get(0).undelivered() == 1);
        await(() -> router.statuses().get(0).open() == 2);
      }
      List<TextTopic.Entry> aside =
          TextTopic.read(topics.connection(), topics.names().undelivered(), PATIENCE);
      assertThat(aside).hasSize(1);
      assertThat(aside.get(0).text()).contains("\"alertId\":\"b\"").contains("HTTP 400");
      assertThat(receiver.requests().get(0).path()).isEqualTo("/api/v2/alerts");
    }
  }

  /** As now: an onset of long ago would still be one, but what lasts is looked for by time. */
  private static EcgAlert alert(
      String id, String device, AlertState state, AlertPriority priority) {
    long now = Instant.now().getEpochSecond() * 1_000_000;
    return EcgAlert.newBuilder(SampleAlerts.alert(id, device, state, priority, 0, null))
        .setOnsetMicros(now - 60_000_000)
        .setEndMicros(state == AlertState.CLEARED ? Long.valueOf(now - 1_000_000) : null)
        .setTransitionMicros(now)
        .build();
  }

  private Router router(AlertTopics topics, int port, String resend) throws IOException {
    return new Router(
        topics.connection(),
        topics.names(),
        "route",
        RouteFile.parse(
            "routes.json",
            """
            {"targets": [{"name": "am", "type": "alertmanager", "url": "http://127.0.0.1:%d",
              "labels": {"site": "north"}, "resend": "%s", "from": "earliest"}]}
            """
                .formatted(port, resend),
            folder),
        SHORT,
        Clock.systemUTC());
  }

  /** A condition that may ask a server. */
  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private static void await(Condition condition) throws IOException, InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("time to wait").isLessThan(until);
      Thread.sleep(50);
    }
  }
}
