// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.figure;

import io.monolead.evaluation.result.Estimate;
import io.monolead.training.evaluation.Bootstrap;
import io.monolead.training.evaluation.Interval;
import java.util.Arrays;
import java.util.List;

/**
 * Patients, and the resamples of them behind an interval: drawn with replacement, as many as there
 * are (cluster bootstrap; percentile intervals).
 *
 * <p>The same patients and the same seed always give the same draws.
 *
 * @param patients names of the patients, each once; their place is their number
 * @param counts {@code [resample][patient]}: how many times each counts; not to be written to
 */
public record Draws(List<String> patients, int[][] counts) {
  public Draws {
    patients = List.copyOf(patients);
  }

  /** Draws. */
  public static Draws of(List<String> patients, Bootstrap bootstrap) {
    // Of a single patient every resample is the same, and says nothing of other patients.
    return new Draws(patients, patients.size() < 2 ? new int[0][] : bootstrap.draw(patients));
  }

  /** The figure with its interval. */
  public Estimate estimate(Figure figure) {
    int[] once = new int[patients.size()];
    Arrays.fill(once, 1);
    double value = figure.of(once);
    double[] resampled = new double[counts.length];
    // Figures are pure functions: in whatever order they come, the values are the same.
    Arrays.parallelSetAll(resampled, i -> figure.of(counts[i]));
    Interval interval = Interval.of(resampled);
    return new Estimate(value, interval.lower(), interval.upper());
  }

  /** The figure alone. */
  public double value(Figure figure) {
    int[] once = new int[patients.size()];
    Arrays.fill(once, 1);
    return figure.of(once);
  }
}
