// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.report;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/**
 * One quantity measured several times.
 *
 * @param values in the order in which they were measured, at least one
 */
public record Sample(double[] values) {
  public Sample {
    if (values.length == 0) {
      throw new IllegalArgumentException("A sample needs at least one value");
    }
    values = values.clone();
  }

  /** The values of a collection. */
  public static Sample of(Collection<Double> values) {
    return new Sample(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  @Override
  public double[] values() {
    return values.clone();
  }

  /** The value in the middle; of an even number the mean of the two in the middle. */
  public double median() {
    return quantile(0.5);
  }

  /** The least value. */
  public double least() {
    return quantile(0);
  }

  /** The greatest value. */
  public double most() {
    return quantile(1);
  }

  /**
   * The quantile, interpolated linearly between neighbours (type 7 of Hyndman and Fan 1996).
   *
   * @param share 0 to 1
   */
  public double quantile(double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double at = share * (sorted.length - 1);
    int below = (int) Math.floor(at);
    int above = (int) Math.ceil(at);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  /**
   * Value by value over another sample that was measured in turns with this one, so that a machine
   * whose speed drifts changes both alike.
   *
   * @throws IllegalArgumentException if the samples differ in length
   */
  public Sample over(Sample other) {
    if (values.length != other.values.length) {
      throw new IllegalArgumentException(
          values.length + " values cannot be paired with " + other.values.length);
    }
    double[] ratios = new double[values.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = values[i] / other.values[i];
    }
    return new Sample(ratios);
  }

  /** Median, least and most, such as {@code 1.24 (1.19 to 1.31)}. */
  public String text() {
    return text(median()) + " (" + text(least()) + " to " + text(most()) + ")";
  }

  /** A figure with three significant digits, or whole from 100 on. */
  public static String text(double value) {
    double size = Math.abs(value);
    if (!Double.isFinite(value) || size >= 100) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    int decimals = size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
