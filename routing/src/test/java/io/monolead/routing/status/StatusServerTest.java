// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.routing.delivery.RouteStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class StatusServerTest {
  @Test
  void healthFollowsWhetherATargetTakesAnything() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T07:00:00Z"));
    InstantSource source = now::get;
    Clock clock = source.withZone(ZoneOffset.UTC);
    RouteStatus pager = new RouteStatus("pager", clock);
    RouteStatus ehr = new RouteStatus("ehr", clock);
    pager.countRead();
    pager.countDelivered(3);
    try (StatusServer server =
        new StatusServer(InetAddress.getLoopbackAddress(), 0, List.of(pager, ehr), clock)) {
      assertThat(get(server, "/health").statusCode()).isEqualTo(200);
      assertThat(get(server, "/metrics").body())
          .contains("# TYPE monolead_route_delivered_total counter\n")
          .contains("monolead_route_delivered_total{target=\"pager\"} 3\n")
          .contains("monolead_route_delivered_total{target=\"ehr\"} 0\n")
          .contains("monolead_route_failing_seconds{target=\"ehr\"} 0\n");

      assertThat(ehr.failed("HTTP 500")).isTrue();
      assertThat(ehr.failed("HTTP 502")).isFalse();
      assertThat(get(server, "/health").statusCode()).isEqualTo(200);
      now.set(now.get().plusSeconds(61));

      HttpResponse<String> health = get(server, "/health");
      assertThat(health.statusCode()).isEqualTo(503);
      assertThat(health.body())
          .contains("\"target\":\"ehr\",\"failing\":true,\"failingSeconds\":61")
          .contains("HTTP 502");
      assertThat(get(server, "/metrics").body())
          .contains("monolead_route_failing_seconds{target=\"ehr\"} 61\n")
          .contains("monolead_route_failed_attempts_total{target=\"ehr\"} 2\n");

      ehr.countDelivered(1);
      assertThat(get(server, "/health").statusCode()).isEqualTo(200);
      assertThat(get(server, "/").statusCode()).isEqualTo(404);
    }
  }

  private static HttpResponse<String> get(StatusServer server, String path)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
