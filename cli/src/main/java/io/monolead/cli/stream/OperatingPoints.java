// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.stream;

import io.monolead.cli.fleet.RecordingDevice;
import io.monolead.cli.report.AnnotatedRhythm;
import io.monolead.cli.report.Episode;
import io.monolead.cli.report.EpisodeLedger;
import io.monolead.cli.report.TimeSpan;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.TextTable;
import io.monolead.job.alert.AlertPolicies;
import io.monolead.job.alert.AlertRules;
import io.monolead.job.alert.LeadAlerts;
import io.monolead.job.infer.ScoredWindow;
import io.monolead.schemas.AlertPolicy;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.LabelProbability;
import io.monolead.signal.SignalQuality;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an alert policy would have done on annotated recordings, for each threshold: the job's own
 * rules run over scores that the job wrote.
 *
 * @param label the label
 * @param deviceDays length of all recordings together, days
 * @param annotatedEpisodes stretches in which the label is annotated
 * @param points one per threshold, ascending
 */
public record OperatingPoints(
    String label, double deviceDays, int annotatedEpisodes, List<Point> points) {
  private static final int STEPS = 99;
  private static final double ALPHA = 0.05;
  private static final double MINUTES_PER_DAY = 1440;

  /**
   * One threshold.
   *
   * @param threshold probability at which a window counts
   * @param detected annotated stretches during which an alert was raised
   * @param falseAlarms alerts that have no time in common with an annotated stretch
   */
  public record Point(float threshold, int detected, int falseAlarms) {}

  public OperatingPoints {
    points = List.copyOf(points);
  }

  /**
   * Measures.
   *
   * @param policy everything but the threshold
   * @param evidenceGap see {@link AlertRules}
   * @param expiry see {@link AlertRules}
   */
  public static OperatingPoints of(
      AlertPolicy policy,
      Duration evidenceGap,
      Duration expiry,
      List<RecordingDevice> devices,
      List<EcgScore> scores) {
    String label = policy.getLabel();
    Map<String, List<ScoredWindow>> windows = new HashMap<>();
    for (EcgScore score : scores) {
      windows
          .computeIfAbsent(score.getDeviceId(), any -> new ArrayList<>())
          .add(window(score, label));
    }
    Map<String, List<TimeSpan>> annotated = new HashMap<>();
    double minutes = 0;
    int episodes = 0;
    for (RecordingDevice device : devices) {
      List<TimeSpan> spans =
          device.rhythms().stream()
              .filter(rhythm -> rhythm.label().equals(label))
              .map(AnnotatedRhythm::span)
              .toList();
      annotated.put(device.device().id(), spans);
      minutes += device.span().minutes();
      episodes += spans.size();
    }
    List<Point> points = new ArrayList<>();
    for (int step = 1; step <= STEPS; step++) {
      float threshold = step / (STEPS + 1f);
      AlertPolicy at = AlertPolicy.newBuilder(policy).setThreshold(threshold).build();
      int detected = 0;
      int falseAlarms = 0;
      for (RecordingDevice device : devices) {
        List<TimeSpan> spans = annotated.get(device.device().id());
        List<TimeSpan> alerts =
            alerts(
                at,
                evidenceGap,
                expiry,
                windows.getOrDefault(device.device().id(), List.of()),
                device.span().toMicros());
        detected += (int) spans.stream().filter(span -> any(alerts, span)).count();
        falseAlarms += (int) alerts.stream().filter(alert -> !any(spans, alert)).count();
      }
      points.add(new Point(threshold, detected, falseAlarms));
    }
    return new OperatingPoints(label, minutes / MINUTES_PER_DAY, episodes, points);
  }

  private static boolean any(List<TimeSpan> spans, TimeSpan span) {
    return spans.stream().anyMatch(span::overlaps);
  }

  private static List<TimeSpan> alerts(
      AlertPolicy policy,
      Duration evidenceGap,
      Duration expiry,
      List<ScoredWindow> windows,
      long endMicros) {
    EpisodeLedger ledger = new EpisodeLedger();
    AlertRules rules = new AlertRules(AlertPolicies.defaults().with(policy), evidenceGap, expiry);
    LeadAlerts state = new LeadAlerts();
    windows.forEach(window -> rules.accept(state, window, ledger::add));
    return ledger.episodes().stream().map((Episode one) -> one.span(endMicros)).toList();
  }

  private static ScoredWindow window(EcgScore score, String label) {
    float probability =
        score.getProbabilities().stream()
            .filter(one -> one.getLabel().equals(label))
            .map(LabelProbability::getProbability)
            .findFirst()
            .orElse(Float.NaN);
    return new ScoredWindow(
        score.getDeviceId(),
        score.getLead(),
        score.getWindowStartMicros(),
        score.getWindowEndMicros(),
        new SignalQuality(score.getSignalQuality(), Set.of()),
        score.getModelId(),
        score.getModelVersion(),
        List.of(label),
        new float[] {probability},
        new float[] {1});
  }

  /** False alarms per device and day at a threshold. */
  public double falseAlarmsPerDay(Point point) {
    return point.falseAlarms() / deviceDays;
  }

  /**
   * What the rate is below with 95 % confidence, if false alarms come independently of each other:
   * the upper bound of a Poisson count (Garwood 1936).
   */
  public double upperFalseAlarmsPerDay(Point point) {
    double low = 0;
    double high = 10 + 4.0 * point.falseAlarms();
    for (int i = 0; i < 100; i++) {
      double middle = (low + high) / 2;
      if (atMost(point.falseAlarms(), middle) > ALPHA) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high / deviceDays;
  }

  /** Probability of at most so many events where so many are expected. */
  private static double atMost(int count, double expected) {
    double term = Math.exp(-expected);
    double sum = term;
    for (int i = 1; i <= count; i++) {
      term *= expected / i;
      sum += term;
    }
    return sum;
  }

  /**
   * The lowest threshold from which on no more false alarms per day were measured: the most
   * sensitive one that keeps to it.
   */
  public Optional<Point> atMostPerDay(double falseAlarms) {
    Optional<Point> found = Optional.empty();
    for (int i = points.size() - 1; i >= 0; i--) {
      if (falseAlarmsPerDay(points.get(i)) > falseAlarms) {
        break;
      }
      found = Optional.of(points.get(i));
    }
    return found;
  }

  /** A table with a row wherever something changes from one threshold to the next. */
  public List<Line> lines() {
    TextTable table =
        new TextTable(
            "rrrrr",
            "threshold",
            "detected of " + annotatedEpisodes,
            "false alarms",
            "per device-day",
            "below (95 %)");
    Point before = null;
    for (Point point : points) {
      if (before == null
          || point.detected() != before.detected()
          || point.falseAlarms() != before.falseAlarms()) {
        table.row(
            figure(point.threshold(), 2),
            String.valueOf(point.detected()),
            String.valueOf(point.falseAlarms()),
            figure(falseAlarmsPerDay(point), 1),
            figure(upperFalseAlarmsPerDay(point), 1));
      }
      before = point;
    }
    return table.lines();
  }

  private static String figure(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
