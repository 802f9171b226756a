// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

/**
 * How a label's logit becomes a probability and the probability a decision.
 *
 * @param label name of the label
 * @param threshold probability from which on the label counts as present, 0 to 1
 * @param calibrationSlope factor on the logit (Platt 1999), above 0
 * @param calibrationIntercept added after the factor
 */
public record LabelOperatingPoint(
    String label, float threshold, float calibrationSlope, float calibrationIntercept) {
  public LabelOperatingPoint {
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new IllegalArgumentException(
          "The threshold of " + label + " is a probability from 0 to 1, not " + threshold);
    }
    if (!(calibrationSlope > 0)
        || !Float.isFinite(calibrationSlope)
        || !Float.isFinite(calibrationIntercept)) {
      throw new IllegalArgumentException(
          String.format(
              "The calibration of %s needs a finite slope above 0 and a finite intercept, not %s"
                  + " and %s",
              label, calibrationSlope, calibrationIntercept));
    }
  }

  /** The same label decided at another threshold. */
  public LabelOperatingPoint at(float otherThreshold) {
    return new LabelOperatingPoint(label, otherThreshold, calibrationSlope, calibrationIntercept);
  }

  /** A label whose logits are used as they are. */
  public static LabelOperatingPoint uncalibrated(String label, float threshold) {
    return new LabelOperatingPoint(label, threshold, 1, 0);
  }

  /**
   * The calibrated probability, {@code sigmoid(slope x logit + intercept)}.
   *
   * <p>{@link StrictMath} and not {@link Math}: the latter may differ in the last bit before and
   * after a method is compiled, and a score must not.
   */
  public float probability(float logit) {
    double exponent = -((double) calibrationSlope * logit + calibrationIntercept);
    return (float) (1 / (1 + StrictMath.exp(exponent)));
  }
}
