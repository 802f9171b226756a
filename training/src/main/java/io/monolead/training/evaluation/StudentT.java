// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.evaluation;

/** Quantiles of Student's t distribution. */
final class StudentT {
  private static final double TOLERANCE = 1e-12;
  private static final int INTERVALS = 2000;

  private StudentT() {}

  /**
   * The quantile below which 97.5 % lie: half of a two-sided 95 % interval.
   *
   * @param degrees degrees of freedom, at least 1
   */
  static double quantile975(int degrees) {
    double low = 1.9;
    double high = 13;
    while (high - low > TOLERANCE) {
      double middle = (low + high) / 2;
      if (central(middle, degrees) < 0.95) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /**
   * Probability of lying between -t and t: with {@code t = sqrt(n) tan a} the density becomes a
   * power of the cosine, which Simpson's rule integrates; the normalisation is the same integral up
   * to a right angle.
   */
  private static double central(double t, int degrees) {
    double angle = Math.atan(t / Math.sqrt(degrees));
    return integral(angle, degrees) / integral(Math.PI / 2, degrees);
  }

  private static double integral(double to, int degrees) {
    double step = to / INTERVALS;
    double sum = 0;
    for (int i = 0; i <= INTERVALS; i++) {
      double value = Math.pow(Math.max(0, Math.cos(i * step)), degrees - 1.0);
      sum += value * (i == 0 || i == INTERVALS ? 1 : i % 2 == 0 ? 2 : 4);
    }
    return sum * step / 3;
  }
}
