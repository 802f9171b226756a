// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.board;

import io.monolead.cli.terminal.DurationText;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.schemas.AlertPriority;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.LabelProbability;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.TechnicalState;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One transition of an alert or of a technical condition, as people read it.
 *
 * @param micros event time of the transition, microseconds since 1970
 * @param state what happened: {@code raised}, {@code updated}, {@code cleared}
 * @param subject the label or the technical condition
 * @param deviceId the device
 * @param lead the lead
 * @param detail figures in words
 * @param style how serious it is
 */
public record Event(
    long micros,
    String state,
    String subject,
    String deviceId,
    String lead,
    String detail,
    Style style) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final int LABELS_OF_A_SCORE = 3;
  private static final int SUBJECT = 11;
  private static final DateTimeFormatter DATE_AND_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  /** The event of an alert's transition. */
  public static Event of(EcgAlert alert) {
    String state = alert.getState().name().toLowerCase(Locale.ROOT);
    String detail;
    if (alert.getState() == AlertState.CLEARED) {
      long end = alert.getEndMicros() == null ? alert.getTransitionMicros() : alert.getEndMicros();
      detail =
          String.format(
              Locale.ROOT,
              "after %s, peak %.2f",
              DurationText.clock(micros(end - alert.getOnsetMicros())),
              alert.getPeakProbability());
    } else {
      detail =
          String.format(
              Locale.ROOT,
              "%.2f (threshold %.2f), %s priority",
              alert.getCurrentProbability(),
              alert.getThreshold(),
              alert.getPriority().name().toLowerCase(Locale.ROOT));
      if (alert.getAcknowledgedBy() != null) {
        detail += ", acknowledged by " + alert.getAcknowledgedBy();
      }
    }
    return new Event(
        alert.getTransitionMicros(),
        state,
        alert.getLabel(),
        alert.getDeviceId(),
        alert.getLead(),
        detail,
        alert.getState() == AlertState.CLEARED ? Style.GREEN : style(alert.getPriority()));
  }

  /** A score as an event: its most probable labels. */
  public static Event of(EcgScore score) {
    String labels =
        score.getProbabilities().stream()
            .sorted(Comparator.comparing(LabelProbability::getProbability).reversed())
            .limit(LABELS_OF_A_SCORE)
            .map(p -> String.format(Locale.ROOT, "%s %.2f", p.getLabel(), p.getProbability()))
            .collect(Collectors.joining(", "));
    String quality =
        score.getSignalQuality() < 1
            ? String.format(Locale.ROOT, ", %.0f%% usable", 100 * score.getSignalQuality())
            : "";
    return new Event(
        score.getWindowEndMicros(),
        "score",
        "",
        score.getDeviceId(),
        score.getLead(),
        labels + quality,
        Style.FAINT);
  }

  /** A change of what really goes on, as the source of the signal tells. */
  public static Event rhythm(long micros, String deviceId, String lead, Truth truth) {
    return new Event(micros, "truth", truth.rhythm(), deviceId, lead, "", Style.CYAN);
  }

  /** The event of a technical condition's transition. */
  public static Event of(TechnicalAlert alert) {
    boolean cleared = alert.getState() == TechnicalState.CLEARED;
    long micros =
        cleared && alert.getEndMicros() != null ? alert.getEndMicros() : alert.getOnsetMicros();
    return new Event(
        micros,
        alert.getState().name().toLowerCase(Locale.ROOT),
        words(alert.getCondition().name()),
        alert.getDeviceId(),
        alert.getLead(),
        alert.getDetail(),
        cleared ? Style.GREEN : Style.YELLOW);
  }

  /** One line: time of day, state, subject, device, figures. */
  public Line line(ZoneId zone) {
    return text(time(micros, TIME, zone));
  }

  /** One line that begins with the date. */
  public Line datedLine(ZoneId zone) {
    return text(time(micros, DATE_AND_TIME, zone));
  }

  /** How an alert of this priority looks. */
  static Style style(AlertPriority priority) {
    return switch (priority) {
      case HIGH -> Style.ALARM;
      case MEDIUM -> Style.RED;
      case LOW -> Style.YELLOW;
    };
  }

  /** A constant's name as words: {@code LEAD_OFF} is {@code lead off}. */
  static String words(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private Line text(String time) {
    Line line = new Line().add(time, Style.FAINT).add("  ").cell(state, 8, style);
    line.cell(subject, Math.max(SUBJECT, subject.length()), style).add("  ");
    line.add(deviceId).add(" ").add(lead, Style.FAINT);
    return detail.isEmpty() ? line : line.add("  ").add(detail);
  }

  private static Duration micros(long micros) {
    return Duration.of(micros, ChronoUnit.MICROS);
  }

  private static String time(long micros, DateTimeFormatter format, ZoneId zone) {
    return format.format(Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atZone(zone));
  }
}
