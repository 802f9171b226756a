// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.result;

import java.util.List;

/**
 * How well the probabilities of single windows tell whether a label is there.
 *
 * @param windows windows judged: scored, of sufficient quality, and of known truth
 * @param positives those in which the label was there
 * @param truePositives positives at or above the threshold
 * @param falsePositives others at or above it
 * @param falseNegatives positives below it
 * @param trueNegatives others below it
 * @param auc area under the ROC curve; NaN unless there are windows with and without the label
 * @param averagePrecision area under the steps of precision over recall; NaN without positives
 * @param f1 of the decisions at the threshold
 * @param sensitivity share of positives at or above the threshold
 * @param specificity share of others below it
 * @param positivePredictiveValue share of positives among windows at or above it
 * @param calibrationError expected calibration error: the mean distance between probability and
 *     share over the bins, weighted by windows (Naeini, Cooper and Hauskrecht, AAAI 2015)
 * @param reliability the reliability curve, from low to high probability
 */
public record WindowFigures(
    int windows,
    int positives,
    int truePositives,
    int falsePositives,
    int falseNegatives,
    int trueNegatives,
    Estimate auc,
    Estimate averagePrecision,
    Estimate f1,
    Estimate sensitivity,
    Estimate specificity,
    Estimate positivePredictiveValue,
    Estimate calibrationError,
    List<CalibrationBin> reliability) {
  public WindowFigures {
    reliability = List.copyOf(reliability);
  }
}
