// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Figures of one label's episodes and alerts over some streams.
 *
 * <p>Gross figures divide sums over all streams; average figures are means over the streams in
 * which the figure is defined (ANSI/AAMI EC57:1998 asks for both). Only streams whose truth is
 * known have figures of episodes.
 *
 * @param tallies one per stream
 */
public record StreamFigures(List<StreamTally> tallies) {
  private static final double MICROS_PER_HOUR = 3600e6;
  private static final double MICROS_PER_DAY = 24 * MICROS_PER_HOUR;

  public StreamFigures {
    tallies = List.copyOf(tallies);
  }

  /** Sum over streams. */
  public Figure sum(ToDoubleFunction<StreamTally> part) {
    double[] values = tallies.stream().mapToDouble(part).toArray();
    int[] patients = tallies.stream().mapToInt(StreamTally::patient).toArray();
    return counts -> {
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += values[i] * counts[patients[i]];
      }
      return sum;
    };
  }

  private Figure gross(ToDoubleFunction<StreamTally> part, ToDoubleFunction<StreamTally> whole) {
    return Figure.ratio(sum(part), sum(whole));
  }

  /** Mean over the streams in which the whole is not 0. */
  private Figure average(ToDoubleFunction<StreamTally> part, ToDoubleFunction<StreamTally> whole) {
    return Figure.ratio(
        sum(
            tally ->
                whole.applyAsDouble(tally) == 0
                    ? 0
                    : part.applyAsDouble(tally) / whole.applyAsDouble(tally)),
        sum(tally -> whole.applyAsDouble(tally) == 0 ? 0 : 1));
  }

  /** Share of true episodes that were found. */
  public Figure grossSensitivity() {
    return gross(StreamTally::found, tally -> tally.episodes().size());
  }

  /** Its mean over streams. */
  public Figure averageSensitivity() {
    return average(StreamTally::found, tally -> tally.episodes().size());
  }

  /** Share of alerts that are right. */
  public Figure grossPredictivity() {
    return gross(StreamTally::rightAlerts, StreamTally::judgedAlerts);
  }

  /** Its mean over streams. */
  public Figure averagePredictivity() {
    return average(StreamTally::rightAlerts, StreamTally::judgedAlerts);
  }

  /** Share of the true episodes' time that is in alert. */
  public Figure grossDurationSensitivity() {
    return gross(StreamTally::bothMicros, StreamTally::trueMicros);
  }

  /** Its mean over streams. */
  public Figure averageDurationSensitivity() {
    return average(StreamTally::bothMicros, StreamTally::trueMicros);
  }

  /** Share of the alerts' time that is a true episode. */
  public Figure grossDurationPredictivity() {
    return gross(StreamTally::bothMicros, StreamTally::alertedMicros);
  }

  /** Its mean over streams. */
  public Figure averageDurationPredictivity() {
    return average(StreamTally::bothMicros, StreamTally::alertedMicros);
  }

  /** Days of the streams whose truth is known. */
  public Figure knownDays() {
    return sum(tally -> tally.known() ? tally.whole().micros() / MICROS_PER_DAY : 0);
  }

  /** Days of all streams. */
  public Figure days() {
    return sum(tally -> tally.whole().micros() / MICROS_PER_DAY);
  }

  /** False alarms per day of a stream whose truth is known. */
  public Figure falseAlarmsPerDay() {
    return Figure.ratio(sum(StreamTally::falseAlarms), knownDays());
  }

  /** Alerts per hour of a stream. */
  public Figure alertsPerHour() {
    return gross(tally -> tally.alerts().size(), tally -> tally.whole().micros() / MICROS_PER_HOUR);
  }

  /** Share of the streams' time that is in alert. */
  public Figure timeInAlert() {
    return gross(StreamTally::inAlertMicros, tally -> tally.whole().micros());
  }

  /**
   * A quantile of the seconds from the begin of a found episode to its alert; linear interpolation
   * between order statistics (Hyndman and Fan's type 7).
   *
   * @param share from 0 to 1
   */
  public Figure secondsToAlert(double share) {
    record Delay(double seconds, int patient) {}
    List<Delay> delays = new ArrayList<>();
    for (StreamTally tally : tallies) {
      tally
          .episodes()
          .forEach(
              episode ->
                  episode
                      .secondsToAlert()
                      .ifPresent(seconds -> delays.add(new Delay(seconds, tally.patient()))));
    }
    delays.sort(Comparator.comparingDouble(Delay::seconds));
    return counts -> {
      long total = delays.stream().mapToLong(delay -> counts[delay.patient()]).sum();
      if (total == 0) {
        return Double.NaN;
      }
      double position = share * (total - 1);
      long below = (long) position;
      double lower = Double.NaN;
      long passed = 0;
      for (Delay delay : delays) {
        passed += counts[delay.patient()];
        if (Double.isNaN(lower) && passed > below) {
          lower = delay.seconds();
        }
        if (passed > Math.min(below + 1, total - 1)) {
          return lower + (position - below) * (delay.seconds() - lower);
        }
      }
      throw new IllegalStateException("A quantile lies within its sample");
    };
  }
}
