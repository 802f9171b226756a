// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpSenderTest {
  private static final byte[] BODY = "{\"ä\":1}".getBytes(StandardCharsets.UTF_8);

  @Test
  void bodyAndHeadersArriveAsTheyAre() throws Exception {
    try (TestReceiver receiver =
        new TestReceiver((request, exchange) -> TestReceiver.status(exchange, 204))) {
      HttpTarget target =
          new HttpTarget(
              receiver.url(),
              Duration.ofSeconds(10),
              Optional.of("Bearer t"),
              Map.of("X-Site", "north"));

      HttpAnswer answer = sender(target).post(BODY, Map.of("Idempotency-Key", "k"));

      assertThat(answer).isEqualTo(new HttpAnswer(204, Optional.empty(), ""));
      TestReceiver.Request request = receiver.requests().get(0);
      assertThat(request.body()).isEqualTo(BODY);
      assertThat(request.path()).isEqualTo("/hook");
      assertThat(request.headers().getFirst("Content-Type")).isEqualTo("application/json");
      assertThat(request.headers().getFirst("Authorization")).isEqualTo("Bearer t");
      assertThat(request.headers().getFirst("X-Site")).isEqualTo("north");
      assertThat(request.headers().getFirst("Idempotency-Key")).isEqualTo("k");
      // A server that speaks HTTP/1.1 alone is not asked to change that.
      assertThat(request.headers()).doesNotContainKey("Upgrade");
    }
  }

  @Test
  void aRedirectIsAnAnswerAndNotAPlaceToGo() throws Exception {
    try (TestReceiver elsewhere =
            new TestReceiver((request, exchange) -> TestReceiver.status(exchange, 200));
        TestReceiver receiver =
            new TestReceiver(
                (request, exchange) -> {
                  exchange.getResponseHeaders().set("Location", elsewhere.url().toString());
                  TestReceiver.status(exchange, 307);
                })) {
      HttpAnswer answer = sender(target(receiver.url(), 10_000)).post(BODY, Map.of());

      assertThat(answer.status()).isEqualTo(307);
      assertThat(answer.taken()).isFalse();
      assertThat(answer.refused()).isFalse();
      assertThat(elsewhere.requests()).isEmpty();
    }
  }

  @Test
  void aServerThatStallsBeforeOrWithinItsAnswerIsGivenUp() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (TestReceiver silent = new TestReceiver((request, exchange) -> end.await());
        TestReceiver halting =
            new TestReceiver(
                (request, exchange) -> {
                  exchange.sendResponseHeaders(200, 10);
                  exchange.getResponseBody().write('x');
                  exchange.getResponseBody().flush();
                  end.await();
                })) {
      for (TestReceiver receiver : new TestReceiver[] {silent, halting}) {
        assertThatThrownBy(() -> sender(target(receiver.url(), 400)).post(BODY, Map.of()))
            .isInstanceOf(IOException.class)
            .isNotInstanceOf(UnreachableException.class);
      }
      end.countDown();
    }
  }

  @Test
  void anAnswerThatBreaksOffIsNoAnswer() throws Exception {
    try (TestReceiver receiver =
        new TestReceiver(
            (request, exchange) -> {
              exchange.sendResponseHeaders(200, 10);
              exchange.getResponseBody().write('x');
            })) {
      assertThatThrownBy(() -> sender(target(receiver.url(), 10_000)).post(BODY, Map.of()))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(UnreachableException.class);
    }
  }

  @Test
  void nobodyAtThePortIsToldFromAServerThatStumbles() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThatThrownBy(
            () ->
                sender(target(URI.create("http://127.0.0.1:" + port), 5_000)).post(BODY, Map.of()))
        .isInstanceOf(UnreachableException.class);
  }

  @Test
  void ofALongAnswerTheBeginningIsKeptOnOneLine() throws Exception {
    try (TestReceiver receiver =
        new TestReceiver(
            (request, exchange) -> {
              exchange.getResponseHeaders().set("Retry-After", "7");
              byte[] body =
                  ("no\r\nroom\u001b[31m " + "y".repeat(400_000)).getBytes(StandardCharsets.UTF_8);
              exchange.sendResponseHeaders(503, body.length);
              exchange.getResponseBody().write(body);
            })) {
      HttpAnswer answer = sender(target(receiver.url(), 20_000)).post(BODY, Map.of());

      assertThat(answer.retryAfter()).contains(Duration.ofSeconds(7));
      assertThat(answer.text()).startsWith("no room [31m yyy").hasSizeBetween(200, 300);
      assertThat(answer.summary()).startsWith("HTTP 503: no room");
    }
  }

  @Test
  void anAnswerWithoutEndIsCutOff() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread thread =
          new Thread(
              () -> {
                try (Socket socket = server.accept();
                    OutputStream out = socket.getOutputStream()) {
                  out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                  byte[] part = new byte[1 << 16];
                  while (!Thread.currentThread().isInterrupted()) {
                    out.write(part);
                  }
                } catch (IOException e) {
                  // The client has gone, as it should.
                }
              });
      thread.start();

      HttpAnswer answer =
          sender(target(URI.create("http://127.0.0.1:" + server.getLocalPort()), 30_000))
              .post(BODY, Map.of());

      assertThat(answer.status()).isEqualTo(200);
      thread.join(20_000);
      assertThat(thread.isAlive()).isFalse();
    }
  }

  private static HttpSender sender(HttpTarget target) {
    return new HttpSender(target, Clock.systemUTC());
  }

  private static HttpTarget target(URI url, int timeoutMillis) {
    return new HttpTarget(url, Duration.ofMillis(timeoutMillis), Optional.empty(), Map.of());
  }
}
