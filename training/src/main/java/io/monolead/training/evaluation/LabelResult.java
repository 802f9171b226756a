// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.evaluation;

/**
 * One label's figures.
 *
 * @param label name of the label
 * @param positives recordings that carry it
 * @param auc area under the ROC curve; NaN unless there are recordings with and without the label
 * @param aucInterval 95 % bootstrap interval of {@code auc}
 * @param averagePrecision area under the precision-recall steps; NaN without positive recordings
 * @param threshold probability from which on the label is called
 * @param f1 of the decisions at the threshold
 * @param sensitivity at the threshold; NaN without positive recordings
 * @param specificity at the threshold; NaN without negative recordings
 * @param accuracy at the threshold
 */
public record LabelResult(
    String label,
    int positives,
    double auc,
    Interval aucInterval,
    double averagePrecision,
    float threshold,
    double f1,
    double sensitivity,
    double specificity,
    double accuracy) {

  /** Whether recordings with and without the label are there, so that its AUC is defined. */
  public boolean ranked() {
    return !Double.isNaN(auc);
  }
}
