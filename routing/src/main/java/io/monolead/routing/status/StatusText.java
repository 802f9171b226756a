// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.monolead.routing.delivery.RouteStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ToLongFunction;

/** The status of routes as text: Prometheus's exposition format, version 0.0.4, and JSON. */
final class StatusText {
  private StatusText() {}

  /** One metric of every route. */
  private record Metric(String name, String type, String help, ToLongFunction<RouteStatus> value) {}

  private static List<Metric> metrics(Instant now) {
    return List.of(
        new Metric("monolead_route_read_total", "counter", "Records read.", RouteStatus::read),
        new Metric(
            "monolead_route_filtered_total",
            "counter",
            "Records that the target does not want.",
            RouteStatus::filtered),
        new Metric(
            "monolead_route_delivered_total",
            "counter",
            "Transitions that the target took.",
            RouteStatus::delivered),
        new Metric(
            "monolead_route_undelivered_total",
            "counter",
            "Records put aside on the topic of what could not be delivered.",
            RouteStatus::undelivered),
        new Metric(
            "monolead_route_failed_attempts_total",
            "counter",
            "Attempts to deliver that failed and are made again.",
            RouteStatus::failedAttempts),
        new Metric(
            "monolead_route_restarts_total",
            "counter",
            "How often the route was opened again after a failure.",
            RouteStatus::restarts),
        new Metric(
            "monolead_route_waiting",
            "gauge",
            "Transitions read and not yet delivered.",
            RouteStatus::waiting),
        new Metric(
            "monolead_route_open_alerts",
            "gauge",
            "Alerts that the route keeps as raised.",
            RouteStatus::open),
        new Metric(
            "monolead_route_failing_seconds",
            "gauge",
            "Since when no attempt has succeeded; 0 while they do.",
            status -> failingSeconds(status, now)));
  }

  private static long failingSeconds(RouteStatus status, Instant now) {
    return status
        .failingSince()
        .map(since -> Math.max(0, Duration.between(since, now).toSeconds()))
        .orElse(0L);
  }

  /** All metrics. Names of targets have no character that would need an escape. */
  static String prometheus(List<RouteStatus> routes, Instant now) {
    StringBuilder text = new StringBuilder();
    for (Metric metric : metrics(now)) {
      text.append("# HELP ").append(metric.name()).append(' ').append(metric.help()).append('\n');
      text.append("# TYPE ").append(metric.name()).append(' ').append(metric.type()).append('\n');
      for (RouteStatus route : routes) {
        text.append(metric.name())
            .append("{target=\"")
            .append(route.target())
            .append("\"} ")
            .append(metric.value().applyAsLong(route))
            .append('\n');
      }
    }
    return text.toString();
  }

  /** How each route fares. */
  static String json(List<RouteStatus> routes, Instant now) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    ArrayNode array = object.putArray("routes");
    for (RouteStatus route : routes) {
      ObjectNode each = array.addObject();
      each.put("target", route.target());
      each.put("failing", route.failingSince().isPresent());
      each.put("failingSeconds", failingSeconds(route, now));
      each.put("latestFailure", route.latestFailure());
      each.put("delivered", route.delivered());
      each.put("undelivered", route.undelivered());
      each.put("waiting", route.waiting());
    }
    return object.toString();
  }

  /** Whether some route has failed for longer than a while. */
  static boolean healthy(List<RouteStatus> routes, Instant now, Duration patience) {
    return routes.stream()
        .allMatch(
            route ->
                route.failingSince().isEmpty()
                    || Duration.between(route.failingSince().get(), now).compareTo(patience) < 0);
  }
}
