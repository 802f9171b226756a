// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.evaluation;

/**
 * How one label's yes-or-no decisions compare with the truth.
 *
 * @param truePositives with the label, and said so
 * @param falsePositives without the label, but said to have it
 * @param falseNegatives with the label, but said not to
 * @param trueNegatives without the label, and said so
 */
public record Decisions(
    int truePositives, int falsePositives, int falseNegatives, int trueNegatives) {

  /**
   * Counts decisions: a recording is said to carry the label if its score reaches the threshold.
   */
  public static Decisions count(float[] scores, boolean[] truth, float threshold) {
    int tp = 0;
    int fp = 0;
    int fn = 0;
    int tn = 0;
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] >= threshold) {
        tp += truth[i] ? 1 : 0;
        fp += truth[i] ? 0 : 1;
      } else {
        fn += truth[i] ? 1 : 0;
        tn += truth[i] ? 0 : 1;
      }
    }
    return new Decisions(tp, fp, fn, tn);
  }

  /** Harmonic mean of sensitivity and positive predictive value; 0 without a true positive. */
  public double f1() {
    return truePositives == 0
        ? 0
        : 2.0 * truePositives / (2.0 * truePositives + falsePositives + falseNegatives);
  }

  /** Share of right decisions; NaN without recordings. */
  public double accuracy() {
    return (double) (truePositives + trueNegatives)
        / (truePositives + falsePositives + falseNegatives + trueNegatives);
  }

  /** Share of recordings with the label that were found; NaN if there are none. */
  public double sensitivity() {
    return (double) truePositives / (truePositives + falseNegatives);
  }

  /** Share of recordings without the label that were left alone; NaN if there are none. */
  public double specificity() {
    return (double) trueNegatives / (trueNegatives + falsePositives);
  }
}
