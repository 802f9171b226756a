// SPDX-License-Identifier: Apache-2.0
package io.monolead.training;

import io.monolead.inference.LabelOperatingPoint;
import io.monolead.training.data.WindowSet;
import io.monolead.training.evaluation.PlattCalibration;
import io.monolead.training.evaluation.ThresholdRule;
import java.util.ArrayList;
import java.util.List;

/** Chooses calibration and threshold of each label on the validation folds. */
final class OperatingPoints {
  private OperatingPoints() {}

  /**
   * Chooses the operating points.
   *
   * @param logits of the validation windows, {@code [recording][label]}, flat
   * @param validation the windows with their truth
   * @param rule how thresholds follow from calibrated probabilities
   */
  static List<LabelOperatingPoint> choose(
      float[] logits, WindowSet validation, ThresholdRule rule) {
    int labels = validation.labelSpace().size();
    List<LabelOperatingPoint> points = new ArrayList<>();
    for (int label = 0; label < labels; label++) {
      float[] column = new float[validation.size()];
      boolean[] truth = new boolean[validation.size()];
      for (int row = 0; row < column.length; row++) {
        column[row] = logits[row * labels + label];
        truth[row] = validation.targets()[row * labels + label] > 0.5f;
      }
      PlattCalibration calibration = PlattCalibration.fit(column, truth);
      LabelOperatingPoint point =
          new LabelOperatingPoint(
              validation.labelSpace().labels().get(label),
              rule.fallback(),
              (float) calibration.slope(),
              (float) calibration.intercept());
      float[] probabilities = new float[column.length];
      for (int row = 0; row < column.length; row++) {
        probabilities[row] = point.probability(column[row]);
      }
      points.add(
          new LabelOperatingPoint(
              point.label(),
              rule.choose(probabilities, truth),
              point.calibrationSlope(),
              point.calibrationIntercept()));
    }
    return points;
  }
}
