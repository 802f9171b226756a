// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.evaluation;

/**
 * A label's calibration: probability = sigmoid(slope * logit + intercept).
 *
 * <p>Fitted as in J. Platt, "Probabilistic outputs for support vector machines" (1999), by logistic
 * regression, here with a normal prior in place of smoothed targets: slope around 1 and intercept
 * around 0, that is, around leaving the network as it is. A rare label has little evidence to move
 * it from there, a common one overrides it. The slope stays positive, so that calibration never
 * changes the order of scores.
 *
 * @param slope at least {@link #SMALLEST_SLOPE}
 * @param intercept any number
 */
public record PlattCalibration(double slope, double intercept) {
  /** Leaves the network's probability as it is. */
  public static final PlattCalibration IDENTITY = new PlattCalibration(1, 0);

  /** Lower bound of the slope. */
  public static final double SMALLEST_SLOPE = 0.05;

  private static final double SLOPE_DEVIATION = 0.5;
  private static final double INTERCEPT_DEVIATION = 2;
  private static final int MOST_ITERATIONS = 200;
  private static final double TOLERANCE = 1e-12;

  /**
   * Fits one label: minimises the negative log likelihood plus the priors, a convex problem, by
   * Newton's method with step halving.
   *
   * @param logits the network's outputs before the sigmoid
   * @param truth whether the recording carries the label
   */
  public static PlattCalibration fit(float[] logits, boolean[] truth) {
    PlattCalibration free = minimise(logits, truth, IDENTITY, true);
    return free.slope >= SMALLEST_SLOPE
        ? free
        // The problem is convex: its constrained minimum lies on the bound.
        : minimise(logits, truth, new PlattCalibration(SMALLEST_SLOPE, free.intercept), false);
  }

  /** The calibrated probability of a logit, from 0 to 1. */
  public double probability(double logit) {
    return 1 / (1 + Math.exp(-(slope * logit + intercept)));
  }

  private static PlattCalibration minimise(
      float[] logits, boolean[] truth, PlattCalibration start, boolean moveSlope) {
    PlattCalibration at = start;
    double cost = at.cost(logits, truth);
    for (int iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      double gradientSlope = (at.slope - 1) / square(SLOPE_DEVIATION);
      double gradientIntercept = at.intercept / square(INTERCEPT_DEVIATION);
      double slopeSlope = 1 / square(SLOPE_DEVIATION);
      double slopeIntercept = 0;
      double interceptIntercept = 1 / square(INTERCEPT_DEVIATION);
      for (int i = 0; i < logits.length; i++) {
        double p = at.probability(logits[i]);
        double error = p - (truth[i] ? 1 : 0);
        double curvature = p * (1 - p);
        gradientSlope += error * logits[i];
        gradientIntercept += error;
        slopeSlope += curvature * logits[i] * logits[i];
        slopeIntercept += curvature * logits[i];
        interceptIntercept += curvature;
      }
      if (!moveSlope) {
        gradientSlope = 0;
        slopeIntercept = 0;
      }
      double determinant = slopeSlope * interceptIntercept - square(slopeIntercept);
      double stepSlope =
          (interceptIntercept * gradientSlope - slopeIntercept * gradientIntercept) / determinant;
      double stepIntercept =
          (slopeSlope * gradientIntercept - slopeIntercept * gradientSlope) / determinant;
      double share = 1;
      PlattCalibration next = at.moved(-stepSlope, -stepIntercept);
      double nextCost = next.cost(logits, truth);
      while (nextCost > cost && share > TOLERANCE) {
        share /= 2;
        next = at.moved(-share * stepSlope, -share * stepIntercept);
        nextCost = next.cost(logits, truth);
      }
      double improvement = cost - nextCost;
      if (improvement >= 0) {
        at = next;
        cost = nextCost;
      }
      if (improvement < TOLERANCE) {
        break;
      }
    }
    return at;
  }

  private PlattCalibration moved(double bySlope, double byIntercept) {
    return new PlattCalibration(slope + bySlope, intercept + byIntercept);
  }

  private double cost(float[] logits, boolean[] truth) {
    double sum =
        square((slope - 1) / SLOPE_DEVIATION) / 2 + square(intercept / INTERCEPT_DEVIATION) / 2;
    for (int i = 0; i < logits.length; i++) {
      double z = slope * logits[i] + intercept;
      sum += Math.max(z, 0) - (truth[i] ? z : 0) + Math.log1p(Math.exp(-Math.abs(z)));
    }
    return sum;
  }

  private static double square(double value) {
    return value * value;
  }
}
