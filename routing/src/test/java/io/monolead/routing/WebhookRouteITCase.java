// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import io.monolead.connectors.kafka.TextTopic;
import io.monolead.embedded.EmbeddedKafka;
import io.monolead.routing.config.RouteFile;
import io.monolead.routing.http.Backoff;
import io.monolead.routing.http.TestReceiver;
import io.monolead.routing.http.TestReceiver.Request;
import io.monolead.routing.transition.Transition;
import io.monolead.routing.webhook.WebhookSecret;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.TechnicalState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class WebhookRouteITCase {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Backoff SHORT = new Backoff(Duration.ofMillis(20), Duration.ofMillis(500));
  private static final JsonMapper JSON = new JsonMapper();
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

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

  /** A receiver that takes nothing easily: fails, stalls, asks for time, breaks off its answers. */
  private static final class Hostile implements TestReceiver.Script {
    private final Random random = new Random(5);

    /** What was answered with success, in order. */
    private final List<JsonNode> taken = new ArrayList<>();

    @Override
    public void answer(Request request, HttpExchange exchange)
        throws IOException, InterruptedException {
      JsonNode body = JSON.readTree(request.body());
      int what;
      synchronized (this) {
        what = random.nextInt(10);
      }
      switch (what) {
        case 0 -> TestReceiver.status(exchange, 500);
        case 1 -> {
          exchange.getResponseHeaders().set("Retry-After", "0");
          TestReceiver.status(exchange, 429);
        }
        case 2 -> TestReceiver.status(exchange, 401);
        case 3 -> {
          // No answer at all: the connection is closed.
        }
        case 4 -> {
          // Taken, but the sender cannot know: the answer breaks off in its middle.
          take(body);
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('x');
        }
        case 5 -> {
          if (body.get("deviceId").textValue().endsWith("1")) {
            Thread.sleep(700);
          }
          take(body);
          TestReceiver.status(exchange, 200);
        }
        default -> {
          take(body);
          TestReceiver.status(exchange, 200);
        }
      }
    }

    private synchronized void take(JsonNode body) {
      taken.add(body);
    }

    private synchronized List<JsonNode> taken() {
      return List.copyOf(taken);
    }
  }

  @Test
  void everyTransitionArrivesInItsDevicesOrderAtAReceiverThatFailsInEveryWay() throws Exception {
    Hostile hostile = new Hostile();
    try (AlertTopics topics = new AlertTopics(kafka.bootstrapServers(), "hostile.");
        TestReceiver receiver = new TestReceiver(hostile)) {
      List<EcgAlert> written = lives(topics, 12, 5);
      topics.flush();
      try (Router router = router(topics, receiver, "\"timeout\": \"500ms\",")) {
        router.start();
        await(() -> keys(hostile.taken()).size() == written.size());
      }

      assertOrder(written, hostile.taken());
      for (Request request : receiver.requests()) {
        String key = request.headers().getFirst("Idempotency-Key");
        assertThat(key).isEqualTo(JSON.readTree(request.body()).get("key").textValue());
        assertThat(request.headers().getFirst("webhook-id")).isEqualTo(key);
        assertThat(request.headers().getFirst("webhook-signature"))
            .isEqualTo(
                WebhookSecret.parse(SECRET)
                    .sign(
                        key,
                        Long.parseLong(request.headers().getFirst("webhook-timestamp")),
                        request.body()));
      }
      assertThat(TextTopic.read(topics.connection(), topics.names().undelivered(), PATIENCE))
          .isEmpty();
    }
  }

  @Test
  void whatIsRefusedForGoodIsPutAsideAndTheRestGoesOn() throws Exception {
    List<String> taken = java.util.Collections.synchronizedList(new ArrayList<>());
    try (AlertTopics topics = new AlertTopics(kafka.bootstrapServers(), "refused.");
        TestReceiver receiver =
            new TestReceiver(
                (request, exchange) -> {
                  JsonNode body = JSON.readTree(request.body());
                  if (body.get("deviceId").textValue().equals("bad")
                      && body.get("state").textValue().equals("RAISED")) {
                    byte[] why = "no such bed".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(422, why.length);
                    exchange.getResponseBody().write(why);
                  } else {
                    taken.add(body.get("key").textValue());
                    TestReceiver.status(exchange, 200);
                  }
                })) {
      EcgAlert refused = SampleAlerts.alert("a", "bad", AlertState.RAISED, 0);
      EcgAlert next = SampleAlerts.alert("a", "bad", AlertState.CLEARED, 60);
      topics.write(refused);
      topics.write(topics.names().alerts("AFIB"), "bad", new byte[] {1, 2, 3});
      topics.write(next);
      topics.write(SampleAlerts.technical("t", "good", TechnicalState.RAISED));
      topics.flush();
      try (Router router = router(topics, receiver, "")) {
        router.start();
        await(() -> taken.size() == 2 && router.statuses().get(0).undelivered() == 2);
      }

      assertThat(taken)
          .containsExactlyInAnyOrder(
              Transition.of(next).key(),
              Transition.of(SampleAlerts.technical("t", "good", TechnicalState.RAISED)).key());
      List<JsonNode> aside = new ArrayList<>();
      for (TextTopic.Entry entry :
          TextTopic.read(topics.connection(), topics.names().undelivered(), PATIENCE)) {
        aside.add(JSON.readTree(entry.text()));
      }
      assertThat(aside).hasSize(2);
      assertThat(aside.get(0).get("reason").textValue()).isEqualTo("HTTP 422: no such bed");
      assertThat(aside.get(0).get("target").textValue()).isEqualTo("hook");
      assertThat(aside.get(0).get("topic").textValue()).isEqualTo("refused.alerts.AFIB");
      assertThat(aside.get(0).get("transition").get("alertId").textValue()).isEqualTo("a");
      assertThat(aside.get(1).get("transition").isNull()).isTrue();
      assertThat(aside.get(1).get("value").binaryValue()).containsExactly(1, 2, 3);
      assertThat(aside.get(1).get("reason").textValue()).contains("c301");
    }
  }

  @Test
  void aProcessThatIsKilledLosesNothingAndDoublesCarryTheSameKey() throws Exception {
    Hostile hostile = new Hostile();
    Path log = folder.resolve("router.log");
    try (AlertTopics topics = new AlertTopics(kafka.bootstrapServers(), "killed.");
        TestReceiver receiver = new TestReceiver(hostile)) {
      List<EcgAlert> written = lives(topics, 20, 8);
      topics.flush();
      Path file = routeFile(receiver, "\"timeout\": \"500ms\",");
      for (int kill = 1; kill <= 2; kill++) {
        try (RouterProcess process = RouterProcess.start(topics, file, log)) {
          int enough = kill * written.size() / 3;
          await(() -> keys(hostile.taken()).size() >= enough || !process.alive());
          assertThat(process.alive()).as(() -> text(log)).isTrue();
          process.kill();
        }
      }
      assertThat(keys(hostile.taken())).hasSizeLessThan(written.size());
      try (RouterProcess process = RouterProcess.start(topics, file, log)) {
        await(() -> keys(hostile.taken()).size() == written.size() || !process.alive());
        assertThat(process.alive()).as(() -> text(log)).isTrue();
      }

      // Doubles begin again where nothing was committed, so only what came first tells the order.
      assertOrder(written, hostile.taken());
      // Neither a killed process nor its successor tells a log which devices there are.
      assertThat(text(log)).contains("Route hook got").doesNotContain("device-");
    }
  }

  @Test
  void aTargetThatTakesNothingHoldsBackNoOther() throws Exception {
    AtomicInteger taken = new AtomicInteger();
    try (AlertTopics topics = new AlertTopics(kafka.bootstrapServers(), "apart.");
        TestReceiver stuck =
            new TestReceiver((request, exchange) -> TestReceiver.status(exchange, 500));
        TestReceiver receiver =
            new TestReceiver(
                (request, exchange) -> {
                  taken.incrementAndGet();
                  TestReceiver.status(exchange, 200);
                })) {
      List<EcgAlert> written = lives(topics, 5, 4);
      topics.flush();
      String json =
          """
          {"targets": [
            {"name": "stuck", "type": "webhook", "url": "%s", "from": "earliest"},
            {"name": "fine", "type": "webhook", "url": "%s", "from": "earliest"}]}
          """
              .formatted(stuck.url(), receiver.url());
      try (Router router =
          new Router(
              topics.connection(),
              topics.names(),
              "route",
              RouteFile.parse("r", json, folder),
              SHORT,
              Clock.systemUTC())) {
        router.start();
        await(() -> taken.get() == written.size());
        await(() -> router.statuses().get(0).failedAttempts() > 0);
        assertThat(router.statuses().get(0).failingSince()).isPresent();
        assertThat(router.statuses().get(0).delivered()).isZero();
      }
    }
  }

  @Test
  void aStopAndANewStartDeliverNothingTwice() throws Exception {
    AtomicBoolean open = new AtomicBoolean(true);
    List<String> taken = java.util.Collections.synchronizedList(new ArrayList<>());
    try (AlertTopics topics = new AlertTopics(kafka.bootstrapServers(), "stopped.");
        TestReceiver receiver =
            new TestReceiver(
                (request, exchange) -> {
                  if (open.get()) {
                    taken.add(JSON.readTree(request.body()).get("key").textValue());
                    TestReceiver.status(exchange, 200);
                  } else {
                    TestReceiver.status(exchange, 500);
                  }
                })) {
      List<EcgAlert> first = lives(topics, 3, 3);
      topics.flush();
      try (Router router = router(topics, receiver, "")) {
        router.start();
        await(() -> taken.size() == first.size());
        open.set(false);
        topics.write(SampleAlerts.alert("late", "device-0", AlertState.RAISED, 500));
        topics.flush();
        await(() -> router.statuses().get(0).failedAttempts() > 0);
      }
      open.set(true);
      try (Router router = router(topics, receiver, "")) {
        router.start();
        await(() -> taken.size() > first.size());
        // Long enough for a double of the others, which come first.
        Thread.sleep(1_000);
      }

      assertThat(taken).doesNotHaveDuplicates().hasSize(first.size() + 1);
    }
  }

  @Test
  void aNewTargetBeginsNowAndALabelThatIsNewLaterIsReadFromItsFirstRecord() throws Exception {
    List<String> taken = java.util.Collections.synchronizedList(new ArrayList<>());
    try (AlertTopics topics = new AlertTopics(kafka.bootstrapServers(), "begins.");
        TestReceiver receiver =
            new TestReceiver(
                (request, exchange) -> {
                  taken.add(JSON.readTree(request.body()).get("alertId").textValue());
                  TestReceiver.status(exchange, 200);
                })) {
      topics.write(SampleAlerts.alert("old", "d", AlertState.RAISED, 0));
      topics.flush();
      String json =
          "{\"targets\": [{\"name\": \"hook\", \"type\": \"webhook\", \"url\": \"%s\"}]}"
              .formatted(receiver.url());
      try (Router router =
          new Router(
              topics.connection(),
              topics.names(),
              "route",
              RouteFile.parse("r", json, folder),
              SHORT,
              Clock.systemUTC())) {
        router.start();
        // Once a position has been given, what comes is delivered.
        Thread.sleep(3_000);
        topics.write(SampleAlerts.alert("new", "d", AlertState.RAISED, 60));
        topics.flush();
        await(() -> taken.contains("new"));
      }
      new io.monolead.connectors.kafka.Topics(topics.connection())
          .create(
              List.of(
                  new io.monolead.connectors.kafka.TopicSpec(
                      topics.names().alerts("LATER"), 1, java.util.Optional.empty(), Map.of())));
      topics.write(
          EcgAlert.newBuilder(SampleAlerts.alert("later", "d", AlertState.RAISED, 0))
              .setLabel("LATER")
              .build());
      topics.flush();
      try (Router router =
          new Router(
              topics.connection(),
              topics.names(),
              "route",
              RouteFile.parse("r", json, folder),
              SHORT,
              Clock.systemUTC())) {
        router.start();
        await(() -> taken.contains("later"));
      }

      assertThat(taken).containsExactly("new", "later");
    }
  }

  @Test
  void aRestartOfTheBrokerIsSurvived() throws Exception {
    Path data = folder.resolve("kafka");
    Set<String> taken = java.util.Collections.synchronizedSet(new LinkedHashSet<>());
    EmbeddedKafka broker = EmbeddedKafka.builder().optDataDirectory(data).start();
    int port = broker.port();
    try (TestReceiver receiver =
        new TestReceiver(
            (request, exchange) -> {
              taken.add(JSON.readTree(request.body()).get("key").textValue());
              TestReceiver.status(exchange, 200);
            })) {
      try (AlertTopics topics = new AlertTopics(broker.bootstrapServers(), "ecg.");
          Router router = router(topics, receiver, "")) {
        List<EcgAlert> before = lives(topics, 3, 3);
        topics.flush();
        router.start();
        await(() -> taken.size() == before.size());

        broker.close();
        Thread.sleep(2_000);
        broker = EmbeddedKafka.builder().optDataDirectory(data).optPort(port).start();
        topics.write(SampleAlerts.alert("after", "device-0", AlertState.RAISED, 900));
        topics.flush();

        await(() -> taken.size() == before.size() + 1);
        assertThat(router.statuses().get(0).undelivered()).isZero();
      }
    } finally {
      broker.close();
    }
  }

  /** Alerts that are raised, updated and cleared, on several devices, in turn. */
  private static List<EcgAlert> lives(AlertTopics topics, int devices, int episodes) {
    List<EcgAlert> written = new ArrayList<>();
    for (int episode = 0; episode < episodes; episode++) {
      long seconds = episode * 300L;
      for (AlertState state : AlertState.values()) {
        for (int device = 0; device < devices; device++) {
          EcgAlert alert =
              SampleAlerts.alert(
                  "id-" + device + "-" + episode, "device-" + device, state, seconds);
          topics.write(alert);
          written.add(alert);
        }
        seconds += 60;
      }
    }
    return written;
  }

  /** Each transition at least once, and their first arrivals per device in the written order. */
  private static void assertOrder(List<EcgAlert> written, List<JsonNode> taken) {
    Map<String, List<String>> expected = new HashMap<>();
    written.forEach(
        alert ->
            expected
                .computeIfAbsent(alert.getDeviceId(), device -> new ArrayList<>())
                .add(Transition.of(alert).key()));
    Map<String, Set<String>> first = new HashMap<>();
    taken.forEach(
        body ->
            first
                .computeIfAbsent(body.get("deviceId").textValue(), device -> new LinkedHashSet<>())
                .add(body.get("key").textValue()));
    assertThat(first.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (device, keys) -> assertThat(first.get(device)).as(device).containsExactlyElementsOf(keys));
  }

  private static Set<String> keys(List<JsonNode> bodies) {
    Set<String> keys = new LinkedHashSet<>();
    bodies.forEach(body -> keys.add(body.get("key").textValue()));
    return keys;
  }

  private Router router(AlertTopics topics, TestReceiver receiver, String further)
      throws IOException {
    return new Router(
        topics.connection(),
        topics.names(),
        "route",
        RouteFile.read(routeFile(receiver, further)),
        SHORT,
        Clock.systemUTC());
  }

  private Path routeFile(TestReceiver receiver, String further) throws IOException {
    Files.writeString(folder.resolve("secret"), SECRET);
    return Files.writeString(
        folder.resolve("routes.json"),
        """
        {"targets": [{"name": "hook", "type": "webhook", "url": "%s", %s
          "secretFile": "secret", "from": "earliest"}]}
        """
            .formatted(receiver.url(), further));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time to wait").isLessThan(until);
      Thread.sleep(20);
    }
  }
}
