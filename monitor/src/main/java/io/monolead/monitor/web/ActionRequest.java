// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.monolead.monitor.wall.Wall;
import io.monolead.schemas.AlertAction;
import io.monolead.schemas.AlertActionKind;
import io.monolead.signal.Lead;
import java.util.Optional;

/** Turns what a page asks for into an action that the job takes. */
final class ActionRequest {
  private static final int LONGEST_NAME = 128;
  private static final int LONGEST_LEAD = 32;
  private static final int LONGEST_ID = 256;
  private static final int LONGEST_SILENCE_MINUTES = 24 * 60;
  private static final long MICROS_PER_MINUTE = 60_000_000;

  private ActionRequest() {}

  /**
   * Checks and completes an action.
   *
   * @param body the request's JSON
   * @param user who is signed in; without one the body says who acts
   * @param byProxy whether a proxy said who it is, so that nobody can act as somebody else
   * @throws IllegalArgumentException saying what is wrong and what is allowed
   */
  static AlertAction read(
      JsonNode body, Optional<String> user, boolean byProxy, Wall wall, long nowMicros) {
    AlertActionKind kind = kind(text(body, "kind").orElse(""));
    String device =
        text(body, "device")
            .filter(name -> !name.isBlank() && name.length() <= LONGEST_NAME)
            .orElseThrow(() -> wrong("\"device\" names a device, 1 to " + LONGEST_NAME));
    String lead =
        text(body, "lead")
            .filter(name -> !name.isBlank() && name.strip().length() <= LONGEST_LEAD)
            .map(name -> Lead.parse(name).name())
            .orElseThrow(() -> wrong("\"lead\" names a lead, 1 to " + LONGEST_LEAD));
    Optional<String> said = text(body, "by").map(String::strip).filter(by -> !by.isEmpty());
    String by =
        (byProxy ? user : said.or(() -> user))
            .filter(name -> name.length() <= LONGEST_NAME)
            .orElseThrow(() -> wrong("\"by\" says who acts, in 1 to " + LONGEST_NAME));
    Optional<String> label = text(body, "label");
    Optional<String> alertId = text(body, "alertId");
    if (label.map(String::length).orElse(1) > LONGEST_ID
        || label.map(String::isBlank).orElse(false)) {
      throw wrong("\"label\" is null or names a label, 1 to " + LONGEST_ID);
    }
    AlertAction.Builder action =
        AlertAction.newBuilder()
            .setDeviceId(device)
            .setLead(lead)
            .setKind(kind)
            .setBy(by)
            .setLabel(label.orElse(null));
    if (kind == AlertActionKind.ACKNOWLEDGE) {
      action.setAlertId(
          alertId
              .filter(id -> !id.isBlank() && id.length() <= LONGEST_ID)
              .orElseThrow(() -> wrong("\"alertId\" names the alert, 1 to " + LONGEST_ID)));
    }
    if (kind == AlertActionKind.SILENCE) {
      JsonNode minutes = body.path("minutes");
      if (!minutes.isNumber()
          || !(minutes.asDouble() > 0)
          || minutes.asDouble() > LONGEST_SILENCE_MINUTES) {
        throw new IllegalArgumentException(
            "\"minutes\" says how long, above 0 and at most " + LONGEST_SILENCE_MINUTES);
      }
      // Silences end in event time, and what is shown may be a replay of another year. The job
      // takes none that ends later than a day after it was sent.
      long from = wall.find(device, lead).map(one -> one.eventTime(nowMicros)).orElse(nowMicros);
      long latest = nowMicros + LONGEST_SILENCE_MINUTES * MICROS_PER_MINUTE;
      action.setUntilMicros(
          Math.min(latest, from + Math.round(minutes.asDouble() * MICROS_PER_MINUTE)));
    }
    return action.build();
  }

  private static AlertActionKind kind(String text) {
    return switch (text) {
      case "ACKNOWLEDGE" -> AlertActionKind.ACKNOWLEDGE;
      case "SILENCE" -> AlertActionKind.SILENCE;
      case "RESUME" -> AlertActionKind.RESUME;
      default -> throw new IllegalArgumentException("\"kind\" is ACKNOWLEDGE, SILENCE or RESUME");
    };
  }

  private static Optional<String> text(JsonNode body, String name) {
    JsonNode value = body.path(name);
    return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
  }

  private static IllegalArgumentException wrong(String rule) {
    return new IllegalArgumentException(
        "This action cannot be sent: " + rule + " characters; nothing was done");
  }
}
