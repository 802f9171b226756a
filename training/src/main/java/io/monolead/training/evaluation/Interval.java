// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.evaluation;

import java.util.Arrays;

/**
 * A bootstrap percentile interval.
 *
 * @param lower 2.5th percentile over the resamples; NaN if the figure is defined in none
 * @param upper 97.5th percentile
 * @param resamples number of resamples in which the figure is defined
 */
public record Interval(double lower, double upper, int resamples) {
  private static final double TAIL = 0.025;

  /** The central 95 % of the values that are numbers. */
  public static Interval of(double[] values) {
    double[] sorted = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    Arrays.sort(sorted);
    return new Interval(quantile(sorted, TAIL), quantile(sorted, 1 - TAIL), sorted.length);
  }

  /** Linear interpolation between order statistics (Hyndman and Fan's type 7). */
  private static double quantile(double[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
