// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.figure;

/**
 * The exact upper confidence limit of a Poisson count: the expected number at which so few events
 * or fewer have a probability of 5 % (F. Garwood, "Fiducial limits for the Poisson distribution",
 * Biometrika 28 (1936) 437-442). One-sided, 95 %.
 */
public final class PoissonLimit {
  private static final double ALPHA = 0.05;
  private static final int BISECTIONS = 100;

  private PoissonLimit() {}

  /**
   * The limit.
   *
   * @param events number of events that were counted, 0 or more
   * @return above {@code events}
   */
  public static double upper(int events) {
    double low = events;
    double high = 10 + 4.0 * events;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (atMost(events, middle) > ALPHA) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /** Probability of at most so many events where so many are expected, without overflow. */
  private static double atMost(int count, double expected) {
    double logTerm = -expected;
    double sum = Math.exp(logTerm);
    for (int i = 1; i <= count; i++) {
      logTerm += Math.log(expected / i);
      sum += Math.exp(logTerm);
    }
    return sum;
  }
}
