// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.tune;

import io.monolead.evaluation.ObservedStream;
import io.monolead.evaluation.alert.Episode;
import io.monolead.evaluation.alert.PolicyReplay;
import io.monolead.evaluation.alert.ScoredStreams;
import io.monolead.evaluation.alert.StreamName;
import io.monolead.evaluation.figure.PoissonLimit;
import io.monolead.evaluation.figure.StreamTally;
import io.monolead.evaluation.truth.LabelTruth;
import io.monolead.schemas.AlertPolicy;
import io.monolead.training.report.Chart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an alert policy would have done on recorded streams, for each threshold and each k of n.
 *
 * @param policy everything but threshold and k of n
 * @param deviceDays length of the streams whose truth is known, days
 * @param episodes their true episodes
 * @param points by k of n in the order that was asked for, then by threshold, ascending
 */
public record PolicySweep(AlertPolicy policy, double deviceDays, int episodes, List<Point> points) {
  private static final int STEPS = 99;
  private static final double MICROS_PER_DAY = 86_400e6;

  /**
   * k of n.
   *
   * @param required windows that must count
   * @param considered the latest windows looked at
   */
  public record Evidence(int required, int considered) {
    @Override
    public String toString() {
      return required + "/" + considered;
    }
  }

  /**
   * One operating point.
   *
   * @param evidence k of n
   * @param threshold probability at which a window counts
   * @param found true episodes that an alert overlaps
   * @param falseAlarms alerts that overlap none
   * @param durationSensitivity share of the true episodes' time that is in alert; NaN without any
   */
  public record Point(
      Evidence evidence, float threshold, int found, int falseAlarms, double durationSensitivity) {}

  public PolicySweep {
    points = List.copyOf(points);
  }

  /**
   * Sweeps 99 thresholds for each k of n.
   *
   * @param policy everything but threshold and k of n
   * @param evidences k of n, at least one
   * @param replay how the rules are run
   * @param scores the scores
   * @param streams the streams that they are of
   * @throws IllegalArgumentException if the truth of the label is known of no stream, or the model
   *     has no such label
   */
  public static PolicySweep of(
      AlertPolicy policy,
      List<Evidence> evidences,
      PolicyReplay replay,
      ScoredStreams scores,
      List<ObservedStream> streams) {
    String label = policy.getLabel();
    ScoredStreams ofLabel = PolicyReplay.only(scores, label);
    List<ObservedStream> known =
        streams.stream().filter(stream -> stream.truth().labels().containsKey(label)).toList();
    if (known.isEmpty()) {
      throw new IllegalArgumentException(
          "No recording tells when "
              + label
              + " is there; name the truth with --truth, or the"
              + " labels that are annotated throughout with --annotated");
    }
    List<Point> points = new ArrayList<>();
    for (Evidence evidence : evidences) {
      for (int step = 1; step <= STEPS; step++) {
        points.add(point(at(policy, evidence, step / (STEPS + 1f)), replay, ofLabel, known));
      }
    }
    return new PolicySweep(
        policy,
        known.stream().mapToLong(stream -> stream.span().micros()).sum() / MICROS_PER_DAY,
        known.stream()
            .mapToInt(stream -> stream.truth().labels().get(label).episodes().size())
            .sum(),
        points);
  }

  private static Point point(
      AlertPolicy policy, PolicyReplay replay, ScoredStreams scores, List<ObservedStream> streams) {
    Map<StreamName, List<Episode>> alerts = new HashMap<>();
    for (Episode alert : replay.alerts(scores, policy)) {
      alerts
          .computeIfAbsent(new StreamName(alert.deviceId(), alert.lead()), any -> new ArrayList<>())
          .add(alert);
    }
    int found = 0;
    int falseAlarms = 0;
    double trueMicros = 0;
    double bothMicros = 0;
    for (ObservedStream stream : streams) {
      LabelTruth truth = stream.truth().labels().get(policy.getLabel());
      StreamTally tally =
          StreamTally.of(
              0, stream.span(), Optional.of(truth), alerts.getOrDefault(stream.name(), List.of()));
      found += tally.found();
      falseAlarms += tally.falseAlarms();
      trueMicros += tally.trueMicros();
      bothMicros += tally.bothMicros();
    }
    return new Point(
        new Evidence(policy.getWindowsRequired(), policy.getWindowsConsidered()),
        policy.getThreshold(),
        found,
        falseAlarms,
        trueMicros == 0 ? Double.NaN : bothMicros / trueMicros);
  }

  private static AlertPolicy at(AlertPolicy policy, Evidence evidence, float threshold) {
    return AlertPolicy.newBuilder(policy)
        .setEnabled(true)
        .setWindowsRequired(evidence.required())
        .setWindowsConsidered(evidence.considered())
        .setThreshold(threshold)
        .build();
  }

  /** False alarms per device and day at a point. */
  public double falseAlarmsPerDay(Point point) {
    return point.falseAlarms() / deviceDays;
  }

  /**
   * What that rate is below with 95 % confidence, if false alarms come independently of each other.
   */
  public double upperFalseAlarmsPerDay(Point point) {
    return PoissonLimit.upper(point.falseAlarms()) / deviceDays;
  }

  /** Share of true episodes that are found at a point; NaN without any. */
  public double sensitivity(Point point) {
    return episodes == 0 ? Double.NaN : (double) point.found() / episodes;
  }

  /**
   * The most sensitive point that keeps to a rate. Of each k of n that is the lowest threshold from
   * which on no more false alarms were measured; of those, the one that finds most episodes, then
   * most of their time, then raises fewest false alarms; of equals the first k of n.
   */
  public Optional<Point> atMostPerDay(double falseAlarms) {
    Optional<Point> best = Optional.empty();
    Comparator<Point> better =
        Comparator.comparingInt(Point::found)
            .thenComparingDouble(Point::durationSensitivity)
            .thenComparing(Comparator.comparingInt(Point::falseAlarms).reversed());
    for (Evidence evidence : evidences()) {
      Optional<Point> lowest = Optional.empty();
      List<Point> ofEvidence = of(evidence);
      for (int i = ofEvidence.size() - 1; i >= 0; i--) {
        if (falseAlarmsPerDay(ofEvidence.get(i)) > falseAlarms) {
          break;
        }
        lowest = Optional.of(ofEvidence.get(i));
      }
      if (lowest.isPresent() && (best.isEmpty() || better.compare(lowest.get(), best.get()) > 0)) {
        best = lowest;
      }
    }
    return best;
  }

  /** Every k of n that was swept, in order. */
  public List<Evidence> evidences() {
    return points.stream().map(Point::evidence).distinct().toList();
  }

  /** The points of one k of n, by threshold, ascending. */
  public List<Point> of(Evidence evidence) {
    return points.stream().filter(point -> point.evidence().equals(evidence)).toList();
  }

  /** The policy of a point. */
  public AlertPolicy policy(Point point) {
    return at(policy, point.evidence(), point.threshold());
  }

  /** Sensitivity against false alarms per device and day as a picture in SVG. */
  public String plot() {
    List<Chart.Series> series = new ArrayList<>();
    for (Evidence evidence : evidences()) {
      // Thresholds that do the same are one mark.
      List<Point> distinct = new ArrayList<>();
      for (Point point : of(evidence)) {
        if (distinct.stream()
            .noneMatch(
                other ->
                    other.found() == point.found() && other.falseAlarms() == point.falseAlarms())) {
          distinct.add(point);
        }
      }
      distinct.sort(Comparator.comparingInt(Point::falseAlarms).thenComparing(Point::found));
      series.add(
          new Chart.Series(
              evidence.toString(),
              distinct.stream().mapToDouble(this::falseAlarmsPerDay).toArray(),
              distinct.stream().mapToDouble(this::sensitivity).toArray(),
              new double[0]));
    }
    return Chart.lines(
        policy.getLabel()
            + ": share of true episodes that are found against false alarms per device-day, one"
            + " line per k of n, one mark per threshold",
        "episode sensitivity",
        "false alarms per device-day",
        series);
  }
}
