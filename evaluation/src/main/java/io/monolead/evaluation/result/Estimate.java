// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.result;

/**
 * A figure with its 95 % bootstrap interval, patients drawn with replacement.
 *
 * @param value the figure; NaN where it is not defined
 * @param lower 2.5th percentile over the resamples; NaN where fewer than two patients are there or
 *     the figure is defined in no resample
 * @param upper 97.5th percentile likewise
 */
public record Estimate(double value, double lower, double upper) {
  /** A figure that is not defined. */
  public static final Estimate UNDEFINED = new Estimate(Double.NaN, Double.NaN, Double.NaN);

  /** Whether the figure is defined. */
  public boolean defined() {
    return !Double.isNaN(value);
  }

  /** Whether an interval could be drawn. */
  public boolean hasInterval() {
    return !Double.isNaN(lower) && !Double.isNaN(upper);
  }
}
