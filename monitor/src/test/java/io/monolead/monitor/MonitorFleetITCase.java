// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor;

import static io.monolead.monitor.Samples.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.embedded.EmbeddedKafka;
import io.monolead.monitor.wall.WallLimits;
import io.monolead.schemas.AlertState;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Many devices, and clients that do not keep up. */
class MonitorFleetITCase {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int DEVICES = 10_000;

  private static long now() {
    return System.currentTimeMillis() * 1000;
  }

  @Test
  void tenThousandDevicesAreOnTheWallWithinTheirRoom() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        TestSystem system = new TestSystem(kafka.bootstrapServers()).createTopics("AFIB")) {
      long start = now() - 5 * SECOND;
      for (int i = 0; i < 5; i++) {
        for (int device = 0; device < DEVICES; device++) {
          system.send(Samples.segment("device-" + device, i, start + i * SECOND));
        }
      }
      system.flush();
      long room = 8L << 20;
      try (Monitor monitor =
          Monitor.start(
              MonitorOptions.builder(KafkaConnection.to(kafka.bootstrapServers()), TestSystem.NAMES)
                  .optPort(0)
                  .optLimits(WallLimits.DEFAULT.withSampleBytes(room).withStreams(DEVICES))
                  .build())) {
        try (TestPage page = TestPage.open(monitor)) {
          page.awaitRows(DEVICES, PATIENCE);
          system.send(Samples.segment("one-too-many", 0, now())).get();
          JsonNode summary =
              page.await(
                  message ->
                      message.path("type").asText().equals("summary")
                          && message.path("streams").asInt() == DEVICES
                          && message.path("notShown").asInt() == 1,
                  PATIENCE);
          assertThat(summary.path("skipped").asInt()).isZero();
          system.send(Samples.alert("x", "device-9999", AlertState.RAISED, now())).get();
          page.await(message -> message.at("/alert/id").asText().equals("x"), PATIENCE);
        }
        // The wall comes whole to whoever joins late, in pieces.
        try (TestPage late = TestPage.open(monitor)) {
          late.awaitRows(DEVICES, PATIENCE);
          assertThat(late.told("wall").size()).isGreaterThanOrEqualTo(DEVICES / 500);
          assertThat(late.told("wall")).allMatch(message -> message.path("streams").size() <= 500);
          JsonNode row =
              late.awaitRow("device-9999", any -> any.path("alerts").size() == 1, PATIENCE);
          assertThat(row.path("last").asLong()).isEqualTo(start + 5 * SECOND);
        }
        java.net.http.HttpResponse<String> metrics =
            java.net.http.HttpClient.newHttpClient()
                .send(
                    java.net.http.HttpRequest.newBuilder(monitor.address().resolve("/metrics"))
                        .build(),
                    java.net.http.HttpResponse.BodyHandlers.ofString());
        long bytes =
            metrics
                .body()
                .lines()
                .filter(line -> line.startsWith("monolead_monitor_sample_bytes "))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
        assertThat(bytes).isBetween(room - 1_000, room);
      }
    }
  }

  @Test
  void aClientThatTakesNothingIsLeftBehindAndHurtsNobody() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        TestSystem system = new TestSystem(kafka.bootstrapServers()).createTopics("AFIB");
        Monitor monitor =
            Monitor.start(
                MonitorOptions.builder(
                        KafkaConnection.to(kafka.bootstrapServers()), TestSystem.NAMES)
                    .optPort(0)
                    .build())) {
      long start = now();
      system.send(Samples.segment("wide", "I", 0, start, (int) Samples.RATE_HZ, false)).get();
      try (TestPage quick = TestPage.open(monitor);
          Socket slow = handshake(monitor.address())) {
        int n = quick.awaitRow("wide", row -> true, PATIENCE).path("n").asInt();
        subscribe(slow, n);
        quick.say("{\"type\":\"strips\",\"streams\":[" + n + "],\"seconds\":10}");
        assertThat(quick.awaitFrames(1, PATIENCE)).hasSize(1);
        // The slow one reads nothing from here on: 18 MB are more than sockets and its outbox hold.
        int segments = 600;
        for (int i = 1; i <= segments; i++) {
          system.send(Samples.segment("wide", "I", i, start + i * 60 * SECOND, 14_999, false));
          if (i % 20 == 0) {
            system.flush();
            quick.awaitFrames(i - 20, PATIENCE);
          }
        }
        system.flush();
        assertThat(quick.awaitFrames(segments + 1, PATIENCE)).hasSize(segments + 1);
        system.send(Samples.alert("x", "wide", AlertState.RAISED, now())).get();
        quick.await(message -> message.at("/alert/id").asText().equals("x"), PATIENCE);
        // After half a minute the slow one is cut off.
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (clients(monitor) > 1 && System.nanoTime() < until) {
          TimeUnit.MILLISECONDS.sleep(500);
        }
        assertThat(clients(monitor)).isEqualTo(1);
      }
    }
  }

  private static int clients(Monitor monitor) throws Exception {
    String health =
        java.net.http.HttpClient.newHttpClient()
            .send(
                java.net.http.HttpRequest.newBuilder(monitor.address().resolve("/health")).build(),
                java.net.http.HttpResponse.BodyHandlers.ofString())
            .body();
    return new com.fasterxml.jackson.databind.ObjectMapper()
        .readTree(health)
        .path("clients")
        .asInt();
  }

  /** A WebSocket of bare bytes whose reader can stop reading. */
  private static Socket handshake(URI address) throws Exception {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(
        new java.net.InetSocketAddress(
            InetAddress.getByName(address.getHost()), address.getPort()));
    OutputStream out = socket.getOutputStream();
    out.write(
        ("GET /api/live HTTP/1.1\r\nHost: "
                + address.getAuthority()
                + "\r\n"
                + "Upgrade: websocket\r\n"
                + "Connection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Version: 13\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    out.flush();
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).isNotNegative();
      head.append((char) next);
    }
    assertThat(head.toString()).startsWith("HTTP/1.1 101");
    return socket;
  }

  /** A masked text frame of less than 126 bytes (RFC 6455, 5.2), with a mask of zeros. */
  private static void subscribe(Socket socket, int n) throws Exception {
    byte[] text =
        ("{\"type\":\"strips\",\"streams\":[" + n + "],\"seconds\":10}")
            .getBytes(StandardCharsets.US_ASCII);
    OutputStream out = socket.getOutputStream();
    out.write(0x81);
    out.write(0x80 | text.length);
    out.write(new byte[4]);
    out.write(text);
    out.flush();
  }
}
