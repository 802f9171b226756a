// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.stream;

import io.monolead.cli.terminal.DurationText;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.cli.terminal.TextTable;
import io.monolead.evaluation.result.AlarmFigures;
import io.monolead.evaluation.result.AlertFact;
import io.monolead.evaluation.result.Change;
import io.monolead.evaluation.result.EpisodeFact;
import io.monolead.evaluation.result.EpisodeFigures;
import io.monolead.evaluation.result.Estimate;
import io.monolead.evaluation.result.EvaluatedStream;
import io.monolead.evaluation.result.FigureDifference;
import io.monolead.evaluation.result.LabelComparison;
import io.monolead.evaluation.result.LabelEvaluation;
import io.monolead.evaluation.result.RunComparison;
import io.monolead.evaluation.result.StreamEvaluation;
import io.monolead.evaluation.result.WindowFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * An evaluation for the terminal.
 *
 * @param evaluation the evaluation
 */
public record EvaluationText(StreamEvaluation evaluation) {
  private static final double MICROS_PER_MINUTE = 60e6;
  private static final double MICROS = 1e6;

  /** Figures of all labels that are known or alerted. */
  public List<Line> figures() {
    TextTable windows =
        new TextTable(
            "lrrrrrrrrr",
            "windows",
            "judged",
            "positive",
            "AUC",
            "AP",
            "F1",
            "sensitivity",
            "specificity",
            "predictive",
            "calibration error");
    TextTable episodes =
        new TextTable(
            "lrrrrrr",
            "episodes",
            "true",
            "found",
            "sensitivity",
            "predictivity",
            "by duration",
            "predictivity");
    TextTable alerts =
        new TextTable(
            "lrrrrrrrrr",
            "alerts",
            "raised",
            "false",
            "false per device-day",
            "below (95 %)",
            "per hour",
            "time in alert",
            "to alert",
            "95th",
            "too poor to judge");
    for (LabelEvaluation label : evaluation.labels()) {
      WindowFigures window = label.overall().windows();
      if (label.truthKnown()) {
        windows.row(
            label.label(),
            String.valueOf(window.windows()),
            String.valueOf(window.positives()),
            figure(window.auc(), 3),
            figure(window.averagePrecision(), 3),
            figure(window.f1(), 3),
            figure(window.sensitivity(), 3),
            figure(window.specificity(), 3),
            figure(window.positivePredictiveValue(), 3),
            figure(window.calibrationError(), 3));
      }
      if (!evaluation.run().alertsOf(label.label())) {
        continue;
      }
      if (label.overall().episodes().isPresent()) {
        EpisodeFigures figures = label.overall().episodes().get();
        if (figures.episodes() > 0 || figures.alerts() > 0) {
          episodes.row(
              label.label(),
              String.valueOf(figures.episodes()),
              String.valueOf(figures.found()),
              figure(figures.grossSensitivity(), 2),
              figure(figures.grossPredictivity(), 2),
              figure(figures.grossDurationSensitivity(), 3),
              figure(figures.grossDurationPredictivity(), 3));
        }
      }
      AlarmFigures alarms = label.overall().alarms().orElseThrow();
      if (label.truthKnown() || alarms.alerts() > 0) {
        alerts.row(
            label.label(),
            String.valueOf(alarms.alerts()),
            label.truthKnown() ? String.valueOf(alarms.falseAlarms()) : "-",
            figure(alarms.falseAlarmsPerDeviceDay(), 1),
            number(alarms.falseAlarmsPerDeviceDayUpper(), 1),
            number(alarms.alertsPerHour().value(), 2),
            percent(alarms.timeInAlert().value()),
            seconds(alarms.timeToAlertMedian().value()),
            seconds(alarms.timeToAlert95().value()),
            percent(alarms.suppressedShare().value()));
      }
    }
    List<Line> lines = new ArrayList<>();
    for (TextTable table : List.of(windows, episodes, alerts)) {
      if (!table.isEmpty()) {
        lines.add(new Line());
        lines.addAll(table.lines());
      }
    }
    return lines;
  }

  /** Per stream, the minutes in which a label was alerted against those in which it was there. */
  public List<Line> minutes(String label) {
    Map<String, double[]> sums = new TreeMap<>();
    for (EpisodeFact episode : evaluation.episodes()) {
      if (episode.label().equals(label)) {
        double[] sum = sums.computeIfAbsent(key(episode.device(), episode.lead()), zero -> zeros());
        sum[0] += (episode.toMicros() - episode.fromMicros()) / MICROS_PER_MINUTE;
        sum[2] += episode.alertedSeconds() / 60;
      }
    }
    for (AlertFact alert : evaluation.alerts()) {
      if (alert.label().equals(label)) {
        double[] sum = sums.computeIfAbsent(key(alert.device(), alert.lead()), zero -> zeros());
        sum[1] += (alert.toMicros() - alert.fromMicros()) / MICROS_PER_MINUTE;
        sum[3]++;
      }
    }
    TextTable table =
        new TextTable(
            "llrrrrr",
            "recording",
            "lead",
            "minutes",
            "true " + label,
            label + " alert",
            "both",
            "alerts");
    double[] all = zeros();
    double length = 0;
    for (EvaluatedStream stream : evaluation.streams()) {
      double[] sum = sums.getOrDefault(key(stream.device(), stream.lead()), zeros());
      double minutes = (stream.toMicros() - stream.fromMicros()) / MICROS_PER_MINUTE;
      row(
          table,
          stream.device(),
          stream.lead(),
          minutes,
          sum,
          stream.knownLabels().contains(label));
      length += minutes;
      for (int i = 0; i < all.length; i++) {
        all[i] += sum[i];
      }
    }
    row(table, "all", "", length, all, true);
    return table.lines();
  }

  private static void row(
      TextTable table, String name, String lead, double minutes, double[] sum, boolean known) {
    table.row(
        name,
        lead,
        number(minutes, 2),
        known ? number(sum[0], 2) : "?",
        number(sum[1], 2),
        known ? number(sum[2], 2) : "?",
        number(sum[3], 0));
  }

  private static double[] zeros() {
    return new double[4];
  }

  private static String key(String device, String lead) {
    return device + "\n" + lead;
  }

  /**
   * What a second run does differently.
   *
   * @param most so many strips at most
   */
  public static List<Line> comparison(RunComparison comparison, int most) {
    List<Line> lines = new ArrayList<>();
    TextTable table =
        new TextTable("llrrrl", "label", "figure", "first", "second", "difference", "95 %");
    for (LabelComparison label : comparison.labels()) {
      for (FigureDifference figure : label.figures()) {
        Estimate difference = figure.difference();
        if (difference.defined() && difference.value() != 0) {
          table.row(
              label.label(),
              figure.figure(),
              number(figure.first(), 3),
              number(figure.second(), 3),
              String.format(Locale.ROOT, "%+.3f", difference.value()),
              interval(difference, 3));
        }
      }
    }
    if (table.isEmpty()) {
      return List.of(new Line().add("No figure differs."));
    }
    lines.addAll(table.lines());
    lines.add(new Line());
    TextTable changes =
        new TextTable("lllrrrr", "changed", "device", "label", "from", "to", "first", "second");
    comparison.changes().stream()
        .limit(most)
        .forEach(
            change ->
                changes.row(
                    words(change.kind()),
                    change.device() + " " + change.lead(),
                    change.label(),
                    clock(change.fromMicros()),
                    clock(change.toMicros()),
                    number(change.peakProbabilityA(), 2),
                    number(change.peakProbabilityB(), 2)));
    lines.addAll(changes.lines());
    int more = comparison.changes().size() - most;
    if (more > 0) {
      lines.add(new Line().add(more + " more in changes.csv", Style.FAINT));
    }
    return lines;
  }

  private static String words(Change.Kind kind) {
    return switch (kind) {
      case FOUND -> "episode found";
      case LOST -> "episode lost";
      case FALSE_ALARM_NEW -> "false alarm new";
      case FALSE_ALARM_GONE -> "false alarm gone";
    };
  }

  private static String clock(long micros) {
    return Instant.ofEpochSecond(Math.floorDiv(micros, (long) MICROS)).toString();
  }

  private static String figure(Estimate estimate, int digits) {
    if (!estimate.defined()) {
      return "-";
    }
    return number(estimate.value(), digits)
        + (estimate.hasInterval() ? " (" + interval(estimate, digits) + ")" : "");
  }

  private static String interval(Estimate estimate, int digits) {
    return estimate.hasInterval()
        ? number(estimate.lower(), digits) + " to " + number(estimate.upper(), digits)
        : "";
  }

  private static String number(double value, int digits) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static String seconds(double seconds) {
    return Double.isNaN(seconds)
        ? "-"
        : DurationText.clock(Duration.ofSeconds(Math.round(seconds)));
  }
}
