// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.alertmanager;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.monolead.routing.transition.Transition;
import io.monolead.routing.transition.Transition.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One alert of Alertmanager's interface, version 2 ({@code postableAlert} in its <a
 * href="https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml">OpenAPI
 * document</a>). Alertmanager knows an alert by its labels.
 *
 * @param labels what it is known by
 * @param annotations what is told of it
 * @param startsAt event time at which it began
 * @param endsAt event time at which it ended; empty while it lasts
 */
record PostableAlert(
    SortedMap<String, String> labels,
    SortedMap<String, String> annotations,
    Instant startsAt,
    Optional<Instant> endsAt) {
  private static final long MICROS = 1_000_000;
  private static final long NANOS_OF_MICRO = 1_000;

  /** RFC 3339, which Alertmanager reads, has years of four digits; Go's zero time means none. */
  private static final Instant FIRST = Instant.EPOCH;

  PostableAlert {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
  }

  /**
   * The alert of a transition.
   *
   * @param further labels that every alert of the target carries
   */
  static PostableAlert of(Transition transition, Map<String, String> further) {
    TreeMap<String, String> labels = new TreeMap<>(further);
    boolean technical = transition.kind() == Kind.TECHNICAL;
    labels.put("alertname", technical ? "EcgTechnicalAlert" : "EcgAlert");
    labels.put("device", transition.deviceId());
    labels.put("lead", transition.lead());
    labels.put("label", transition.label());
    labels.put(
        "severity",
        switch (transition.priority()) {
          case HIGH -> "critical";
          case MEDIUM -> "warning";
          case LOW -> "info";
        });
    // A label that is empty is no label, and Alertmanager takes none.
    labels.values().removeIf(String::isEmpty);
    TreeMap<String, String> annotations = new TreeMap<>();
    annotations.put(
        "summary",
        transition.label() + " on lead " + transition.lead() + " of " + transition.deviceId());
    annotations.put("alert_id", transition.alertId());
    annotations.put("priority", transition.priority().name().toLowerCase(Locale.ROOT));
    if (!transition.detail().isEmpty()) {
      annotations.put("description", transition.detail());
    }
    transition
        .evidence()
        .ifPresent(
            evidence -> {
              annotations.put("probability", Float.toString(evidence.currentProbability()));
              annotations.put("peak_probability", Float.toString(evidence.peakProbability()));
              annotations.put("threshold", Float.toString(evidence.threshold()));
              annotations.put("model", evidence.modelId() + " " + evidence.modelVersion());
              evidence.acknowledgedBy().ifPresent(name -> annotations.put("acknowledged_by", name));
            });
    return new PostableAlert(
        labels,
        annotations,
        instant(transition.onsetMicros()),
        transition.open()
            ? Optional.empty()
            : Optional.of(instant(transition.endMicros().orElse(transition.transitionMicros()))));
  }

  /** The same alert, over at a moment. */
  PostableAlert endedAt(Instant moment) {
    return new PostableAlert(labels, annotations, startsAt, Optional.of(moment));
  }

  /**
   * The alert as it is sent at a moment.
   *
   * <p>Alertmanager compares with its own clock: an end in the future is an alert that lasts, and a
   * start after the end is refused. Devices have clocks of their own, so neither is sent later than
   * now; and what lasts ends by itself after {@code resolveAfter}, unless it is sent again.
   */
  ObjectNode toJson(Instant now, Duration resolveAfter) {
    Instant start = startsAt.isAfter(now) ? now : startsAt;
    Instant end = now.plus(resolveAfter);
    if (endsAt.isPresent()) {
      end = endsAt.get().isAfter(now) ? now : endsAt.get();
      end = end.isBefore(start) ? start : end;
    }
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    ObjectNode labelsNode = object.putObject("labels");
    labels.forEach(labelsNode::put);
    ObjectNode annotationsNode = object.putObject("annotations");
    annotations.forEach(annotationsNode::put);
    object.put("startsAt", start.toString());
    object.put("endsAt", end.toString());
    return object;
  }

  private static Instant instant(long micros) {
    Instant instant =
        Instant.ofEpochSecond(
            Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * NANOS_OF_MICRO);
    return instant.isBefore(FIRST) ? FIRST : instant;
  }
}
