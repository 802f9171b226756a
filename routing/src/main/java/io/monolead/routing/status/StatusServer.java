// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.status;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.monolead.routing.delivery.RouteStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * {@code /metrics} and {@code /health}, for whoever reaches the port: names of targets, counts and
 * reasons of failures. {@code /health} is 503 once a route has failed for more than a minute.
 */
public final class StatusServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;
  private static final int UNAVAILABLE = 503;

  private final HttpServer server;
  private final List<RouteStatus> routes;
  private final Clock clock;

  /**
   * Starts to listen.
   *
   * @param address where to listen
   * @param port a port, or 0 for a free one
   * @throws IOException if the port is taken, or the address is not this machine's
   */
  public StatusServer(InetAddress address, int port, List<RouteStatus> routes, Clock clock)
      throws IOException {
    this.routes = List.copyOf(routes);
    this.clock = clock;
    server = HttpServer.create(new InetSocketAddress(address, port), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("GET")) {
        answer(exchange, NOT_ALLOWED, "text/plain", "Only GET.\n");
        return;
      }
      switch (exchange.getRequestURI().getPath()) {
        case "/metrics" ->
            answer(
                exchange,
                OK,
                "text/plain; version=0.0.4; charset=utf-8",
                StatusText.prometheus(routes, clock.instant()));
        case "/health" ->
            answer(
                exchange,
                StatusText.healthy(routes, clock.instant(), PATIENCE) ? OK : UNAVAILABLE,
                "application/json",
                StatusText.json(routes, clock.instant()) + "\n");
        default -> answer(exchange, NOT_FOUND, "text/plain", "There is /metrics and /health.\n");
      }
    }
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
