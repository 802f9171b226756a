// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor;

import static io.monolead.monitor.Samples.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.MissingTopicException;
import io.monolead.connectors.kafka.RecordReader;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.embedded.EmbeddedKafka;
import io.monolead.job.alert.ActionsOfTheJob;
import io.monolead.schemas.AlertAction;
import io.monolead.schemas.AlertActionKind;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.TechnicalCondition;
import io.monolead.schemas.TechnicalState;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A monitor before a real broker, and pages before the monitor. */
class MonitorITCase {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String TOKEN = "0123456789abcdef-token";

  private static EmbeddedKafka kafka;
  private static TestSystem system;
  private static Monitor monitor;

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start();
    system = new TestSystem(kafka.bootstrapServers()).createTopics("AFIB", "PVC");
    monitor = Monitor.start(options().build());
  }

  @AfterAll
  static void stop() {
    monitor.close();
    system.close();
    kafka.close();
  }

  private static MonitorOptions.Builder options() {
    return MonitorOptions.builder(KafkaConnection.to(kafka.bootstrapServers()), TestSystem.NAMES)
        .optPort(0);
  }

  private static long now() {
    return System.currentTimeMillis() * 1000;
  }

  private static HttpResponse<String> get(Monitor from, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(from.address().resolve(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(Monitor to, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(to.address().resolve(path))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static String query(String device) {
    return "device=" + URLEncoder.encode(device, StandardCharsets.UTF_8) + "&lead=I";
  }

  @Test
  void anAlertIsOnThePageWithinASecondOfItsRecord() throws Exception {
    try (TestPage page = TestPage.open(monitor)) {
      page.await(message -> message.path("type").asText().equals("wall"), PATIENCE);
      // Warmed up: the first alert of a process loads classes.
      system.send(Samples.alert("warm", "fast", AlertState.RAISED, now())).get();
      page.await(message -> message.at("/alert/id").asText().equals("warm"), PATIENCE);
      Set<Long> millis = new HashSet<>();
      for (int i = 0; i < 5; i++) {
        String id = "alert-" + i;
        long before = System.nanoTime();
        system.send(Samples.alert(id, "fast", AlertState.RAISED, now())).get();
        page.await(message -> message.at("/alert/id").asText().equals(id), PATIENCE);
        millis.add((System.nanoTime() - before) / 1_000_000);
      }
      assertThat(millis).as("on a busy machine one of five may wait").anyMatch(one -> one < 1000);

      JsonNode row = page.awaitRow("fast", any -> any.path("alerts").size() == 6, PATIENCE);
      assertThat(row.path("priority").asText()).isEqualTo("MEDIUM");
      assertThat(row.path("status").asText()).isEqualTo("waiting");
      system.send(Samples.alert("warm", "fast", AlertState.CLEARED, now() + SECOND)).get();
      page.awaitRow("fast", any -> any.path("alerts").size() == 5, PATIENCE);
    }
    JsonNode alerts = MAPPER.readTree(get(monitor, "/api/alerts?limit=3").body()).path("alerts");
    assertThat(alerts.size()).isEqualTo(3);
  }

  @Test
  void stripsScoresAndVitalsComeOfWhatAPageAsksFor() throws Exception {
    long start = now() - 20 * SECOND;
    for (int i = 0; i < 20; i++) {
      system.send(Samples.segment("strip", i, start + i * SECOND));
    }
    system.flush();
    try (TestPage page = TestPage.open(monitor)) {
      JsonNode row =
          page.awaitRow("strip", any -> any.path("last").asLong() == start + 20 * SECOND, PATIENCE);
      int n = row.path("n").asInt();
      page.say("{\"type\":\"visible\",\"streams\":[" + n + "]}");
      page.say("{\"type\":\"strips\",\"streams\":[" + n + "],\"seconds\":10}");
      page.say("{\"type\":\"scores\",\"streams\":[" + n + "]}");
      page.say("{\"type\":\"ping\"}");
      assertThat(page.awaitFrames(10, PATIENCE)).hasSize(10);
      page.await(message -> message.path("type").asText().equals("pong"), PATIENCE);

      system.send(Samples.segment("strip", 20, start + 20 * SECOND)).get();
      system.send(Samples.score("strip", start + 21 * SECOND, 0.25f, 0.9f)).get();
      List<byte[]> frames = page.awaitFrames(11, PATIENCE);
      long expected = start + 10 * SECOND;
      for (byte[] bytes : frames) {
        ByteBuffer frame = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(frame.getInt(4)).isEqualTo(n);
        assertThat((long) frame.getDouble(8)).isEqualTo(expected);
        assertThat(frame.getDouble(16)).isEqualTo(250);
        assertThat(frame.getFloat(24)).isEqualTo(2.5f);
        assertThat(frame.getInt(28)).isEqualTo(250);
        expected += SECOND;
      }
      JsonNode score =
          page.await(message -> message.path("type").asText().equals("score"), PATIENCE);
      assertThat(score.at("/score/probabilities/AFIB").asDouble()).isEqualTo(0.25);
      page.await(
          message ->
              message.path("type").asText().equals("vitals")
                  && message.path("rows").get(0).get(3).asLong() == start + 21 * SECOND,
          PATIENCE);
    }
    HttpResponse<byte[]> strip =
        HTTP.send(
            HttpRequest.newBuilder(
                    monitor
                        .address()
                        .resolve(
                            "/api/strip?"
                                + query("strip")
                                + "&from="
                                + (start + 2 * SECOND)
                                + "&to="
                                + (start + 5 * SECOND)))
                .build(),
            BodyHandlers.ofByteArray());
    assertThat(strip.statusCode()).isEqualTo(200);
    assertThat(strip.body()).hasSize(3 * 532);
    JsonNode history =
        MAPPER.readTree(
            get(
                    monitor,
                    "/api/history?"
                        + query("strip")
                        + "&from="
                        + start
                        + "&to="
                        + (start + 60 * SECOND))
                .body());
    assertThat(history.path("scores").size()).isEqualTo(1);
  }

  @Test
  void anOldStripIsReadFromKafkaAgain() throws Exception {
    // An hour, of which the wall keeps a minute; another device lies between.
    long start = now() - 3600 * SECOND;
    for (int i = 0; i < 3600; i++) {
      system.send(Samples.segment("old", i, start + i * SECOND));
      system.send(Samples.segment("beside", i, start + i * SECOND));
      system.send(Samples.score("old", start + i * SECOND, 0.5f, 1));
    }
    system.flush();
    try (TestPage page = TestPage.open(monitor)) {
      page.awaitRow("old", row -> row.path("last").asLong() == start + 3600 * SECOND, PATIENCE);
    }
    for (int at : new int[] {0, 1200, 3500}) {
      HttpResponse<byte[]> strip =
          HTTP.send(
              HttpRequest.newBuilder(
                      monitor
                          .address()
                          .resolve(
                              "/api/strip?"
                                  + query("old")
                                  + "&from="
                                  + (start + at * SECOND)
                                  + "&to="
                                  + (start + (at + 30) * SECOND)))
                  .build(),
              BodyHandlers.ofByteArray());
      assertThat(strip.statusCode()).isEqualTo(200);
      ByteBuffer frames = ByteBuffer.wrap(strip.body()).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(strip.body()).hasSize(30 * 532);
      for (int i = 0; i < 30; i++) {
        assertThat((long) frames.getDouble(i * 532 + 8)).isEqualTo(start + (at + i) * SECOND);
        assertThat(frames.getShort(i * 532 + 32)).isEqualTo((short) ((at + i) * 7));
      }
    }
    JsonNode history =
        MAPPER.readTree(
            get(
                    monitor,
                    "/api/history?"
                        + query("old")
                        + "&from="
                        + (start + 100 * SECOND)
                        + "&to="
                        + (start + 200 * SECOND))
                .body());
    // Windows of 10 s that touch the stretch end from 101 s to 209 s.
    assertThat(history.path("scores").size()).isEqualTo(109);
    HttpResponse<String> nothing =
        get(
            monitor,
            "/api/strip?"
                + query("old")
                + "&from="
                + (start - 90 * SECOND)
                + "&to="
                + (start - 60 * SECOND));
    assertThat(nothing.statusCode()).isEqualTo(404);
    assertThat(MAPPER.readTree(nothing.body()).path("error").asText()).contains("Kafka");
  }

  @Test
  void anActionArrivesOnTheTopicAndTheJobTakesIt() throws Exception {
    String silence =
        "{\"kind\":\"SILENCE\",\"device\":\"act\",\"lead\":\"I\",\"label\":\"AFIB\",\"minutes\":30,"
            + "\"by\":\"nurse 1\"}";
    assertThat(post(monitor, "/api/actions", silence).statusCode()).isEqualTo(403);
    HttpResponse<String> sent = post(monitor, "/api/actions", silence, "X-Monolead", "action");
    assertThat(sent.statusCode()).isEqualTo(202);
    JsonNode where = MAPPER.readTree(sent.body());
    assertThat(where.path("topic").asText()).isEqualTo("ecg.alert-actions");

    try (RecordReader<AlertAction> reader =
        new RecordReader<>(
            system.connection(),
            AlertAction.class,
            List.of(TestSystem.NAMES.alertActions()),
            RecordReader.From.EARLIEST,
            PATIENCE)) {
      RecordReader.Received<AlertAction> received =
          reader.readToEnd().stream()
              .filter(one -> one.record().getDeviceId().equals("act"))
              .findFirst()
              .orElseThrow();
      assertThat(received.source().partition()).isEqualTo(where.path("partition").asInt());
      assertThat(received.source().offset()).isEqualTo(where.path("offset").asLong());
      AlertAction action = ActionsOfTheJob.decode(received.source());
      assertThat(action.getKind()).isEqualTo(AlertActionKind.SILENCE);
      assertThat(action.getBy()).isEqualTo("nurse 1");
      assertThat(action.getUntilMicros() - received.source().timestampMillis() * 1000)
          .isBetween(1_790 * SECOND, 1_801 * SECOND);
    }
    try (TestPage page = TestPage.open(monitor)) {
      JsonNode row = page.awaitRow("act", any -> any.path("silences").size() == 1, PATIENCE);
      assertThat(row.at("/silences/0/label").asText()).isEqualTo("AFIB");
      assertThat(row.at("/silences/0/by").asText()).isEqualTo("nurse 1");
    }
    HttpResponse<String> wrong =
        post(monitor, "/api/actions", "{\"kind\":\"SILENCE\"}", "X-Monolead", "action");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(post(monitor, "/api/actions", "[", "X-Monolead", "action").statusCode())
        .isEqualTo(400);
  }

  @Test
  void hostileNamesAreTextsOnTheWallAndInQuestions() throws Exception {
    List<String> names =
        List.of(
            "<script>alert(1)</script>",
            "\"quoted\" 'and' \\back\\",
            "line\nbreak\ttab\u0000nul\u2028sep",
            "\u202eright to left \u00e4\u00f6 \u5fc3\u96fb\u56f3 \ud83d\udc93",
            "../../etc/passwd?a=b&c=d#e",
            "x".repeat(128));
    for (String name : names) {
      system.send(Samples.segment(name, 0, now() - SECOND));
      system.send(Samples.alert("h-" + names.indexOf(name), name, AlertState.RAISED, now()));
    }
    system.send(Samples.segment("y".repeat(10_000), 0, now()));
    system.send(
        Samples.technical("t", names.get(0), TechnicalCondition.GAP, TechnicalState.RAISED, now()));
    system.flush();
    try (TestPage page = TestPage.open(monitor)) {
      for (String name : names) {
        page.awaitRow(
            name, row -> row.path("alerts").size() == 1 && row.path("last").isNumber(), PATIENCE);
        HttpResponse<String> history =
            get(
                monitor,
                "/api/history?"
                    + query(name)
                    + "&from="
                    + (now() - 1000 * SECOND)
                    + "&to="
                    + now());
        assertThat(history.statusCode()).isEqualTo(200);
        assertThat(MAPPER.readTree(history.body()).at("/alerts/0/device").asText()).isEqualTo(name);
        assertThat(history.headers().firstValue("Content-Type")).hasValue("application/json");
      }
      assertThat(page.told("wall").toString()).doesNotContain("yyyyyyyyyyyyyyyy");
    }
  }

  @Test
  void everyAnswerKeepsOtherSitesOut() throws Exception {
    for (String path :
        List.of(
            "/",
            "/health",
            "/api/session",
            "/api/alerts",
            "/nothing",
            "/vendor/uplot/uPlot.esm.js")) {
      HttpResponse<String> answer = get(monitor, path);
      assertThat(answer.headers().firstValue("Content-Security-Policy"))
          .as(path)
          .hasValueSatisfying(
              policy ->
                  assertThat(policy).contains("default-src 'none'", "frame-ancestors 'none'"));
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
      assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
      assertThat(answer.headers().firstValue("Server")).isEmpty();
    }
    assertThat(get(monitor, "/nothing").statusCode()).isEqualTo(404);
    HttpResponse<String> script = get(monitor, "/vendor/uplot/uPlot.esm.js");
    String tag = script.headers().firstValue("ETag").orElseThrow();
    assertThat(get(monitor, "/vendor/uplot/uPlot.esm.js", "If-None-Match", tag).statusCode())
        .isEqualTo(304);

    String origin = "http://" + monitor.address().getAuthority();
    assertThat(get(monitor, "/api/alerts", "Origin", origin).statusCode()).isEqualTo(200);
    assertThat(get(monitor, "/api/alerts", "Origin", "https://evil.example").statusCode())
        .isEqualTo(403);
    assertThat(
            post(
                    monitor,
                    "/api/actions",
                    "{}",
                    "X-Monolead",
                    "action",
                    "Origin",
                    "https://evil.example")
                .statusCode())
        .isEqualTo(403);
    TestPage.open(monitor, Map.of("Origin", origin)).close();
    assertThatThrownBy(() -> TestPage.open(monitor, Map.of("Origin", "https://evil.example")))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(WebSocketHandshakeException.class);
    assertThat(raw("GET /api/alerts HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 403");
    assertThat(
            raw(
                "GET /api/alerts HTTP/1.1\r\nHost: "
                    + monitor.address().getAuthority()
                    + "\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  private static String raw(String request) throws Exception {
    URI address = monitor.address();
    try (Socket socket = new Socket(InetAddress.getByName(address.getHost()), address.getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      try (InputStream in = socket.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  @Test
  void withATokenNothingIsShownBeforeIt() throws Exception {
    system.send(Samples.alert("secret", "bed-secret", AlertState.RAISED, now())).get();
    try (Monitor closed = Monitor.start(options().optToken(TOKEN).build())) {
      for (String path :
          List.of("/api/alerts", "/api/history?device=d&lead=I&from=1&to=2", "/metrics")) {
        assertThat(get(closed, path).statusCode()).as(path).isEqualTo(401);
      }
      JsonNode session = MAPPER.readTree(get(closed, "/api/session").body());
      assertThat(session.path("signedIn").asBoolean()).isFalse();
      assertThat(session.path("tokenNeeded").asBoolean()).isTrue();
      try (TestPage page = TestPage.open(closed)) {
        assertThat(page.awaitClose(PATIENCE)).isEqualTo(4401);
        assertThat(page.told("hello")).isEmpty();
      }
      assertThat(get(closed, "/health").statusCode()).isEqualTo(200);
      assertThat(get(closed, "/api/alerts", "Authorization", "Bearer " + TOKEN).body())
          .contains("bed-secret");

      HttpResponse<String> wrong = post(closed, "/api/login", "{\"token\":\"guess\"}");
      assertThat(wrong.statusCode()).isEqualTo(401);
      HttpResponse<String> right =
          post(closed, "/api/login", "{\"token\":\"" + TOKEN + "\",\"name\":\"nurse 1\"}");
      assertThat(right.statusCode()).isEqualTo(200);
      String cookie = right.headers().firstValue("Set-Cookie").orElseThrow();
      assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/");
      String sent = cookie.substring(0, cookie.indexOf(';'));
      try (TestPage page = TestPage.open(closed, Map.of("Cookie", sent))) {
        JsonNode hello =
            page.await(message -> message.path("type").asText().equals("hello"), PATIENCE);
        assertThat(hello.path("user").asText()).isEqualTo("nurse 1");
        assertThat(hello.path("labels").toString()).contains("AFIB", "PVC");
        page.awaitRow("bed-secret", row -> row.path("alerts").size() == 1, PATIENCE);
        assertThat(post(closed, "/api/logout", "{}", "Cookie", sent).statusCode()).isEqualTo(200);
        assertThat(page.awaitClose(PATIENCE)).isEqualTo(4401);
      }
      for (int i = 0; i < 4; i++) {
        post(closed, "/api/login", "{\"token\":\"guess\"}");
      }
      assertThat(post(closed, "/api/login", "{\"token\":\"" + TOKEN + "\"}").statusCode())
          .isEqualTo(429);
    }
  }

  @Test
  void aMonitorThatOnlyShowsTakesNoActions() throws Exception {
    try (Monitor shown = Monitor.start(options().optReadOnly(true).build());
        TestPage page = TestPage.open(shown)) {
      assertThat(
              page.await(message -> message.path("type").asText().equals("hello"), PATIENCE)
                  .path("mayAct")
                  .asBoolean())
          .isFalse();
      assertThat(
              post(
                      shown,
                      "/api/actions",
                      "{\"kind\":\"RESUME\",\"device\":\"d\",\"lead\":\"I\",\"by\":\"n\"}",
                      "X-Monolead",
                      "action")
                  .statusCode())
          .isEqualTo(403);
      assertThat(
              get(shown, "/api/attention?" + query("strip") + "&label=AFIB&start=1&end=2")
                  .statusCode())
          .isEqualTo(501);
    }
  }

  @Test
  void aMissingTopicIsNamedAtTheStartUnlessItComesInTime() throws Exception {
    TopicNames others = new TopicNames("other.");
    MonitorOptions.Builder options = MonitorOptions.builder(system.connection(), others).optPort(0);
    assertThatThrownBy(() -> Monitor.start(options.build()))
        .isInstanceOf(MissingTopicException.class)
        .hasMessageContaining("other.segments");
  }

  @Test
  void aPortThatIsTakenIsSaid() {
    assertThatThrownBy(() -> Monitor.start(options().optPort(monitor.address().getPort()).build()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(Integer.toString(monitor.address().getPort()))
        .hasMessageContaining("choose another port");
  }

  @Test
  void hostileBytesAreCountedAndHurtNobody() throws Exception {
    EcgSegment broken =
        EcgSegment.newBuilder(Samples.segment("hostile", 0, now()))
            .setSamplingRateHz(Double.NaN)
            .build();
    system.send(broken).get();
    system.send(Samples.segment("sound", 0, now() - SECOND)).get();
    try (TestPage page = TestPage.open(monitor)) {
      page.awaitRow("sound", row -> row.path("last").isNumber(), PATIENCE);
    }
    assertThat(get(monitor, "/metrics").body())
        .containsPattern("monolead_monitor_records_refused_total [1-9]");
  }
}
