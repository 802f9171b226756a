// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.evaluation;

import java.util.Arrays;

/**
 * How a label's threshold follows from its scores on the validation fold.
 *
 * <p>The threshold with the highest F1 wins, the highest of them if several tie: of two that find
 * as much, the one that alarms less. It lies half-way between two neighbouring scores, so that
 * rounding in another engine does not change a decision. A label with fewer positive recordings
 * than {@code fewestPositives} gets {@code fallback} instead: the best of so few is chance.
 *
 * @param fewestPositives recordings with the label that a choice by F1 needs, at least 1
 * @param fallback threshold of a rarer label, on calibrated probability, from 0 to 1
 */
public record ThresholdRule(int fewestPositives, float fallback) {
  /** Five positive recordings; otherwise the label is called when it is more likely than not. */
  public static final ThresholdRule DEFAULT = new ThresholdRule(5, 0.5f);

  /** Chooses the threshold of one label from its probabilities and truth. */
  public float choose(float[] probabilities, boolean[] truth) {
    int positives = 0;
    for (boolean positive : truth) {
      positives += positive ? 1 : 0;
    }
    if (positives < fewestPositives) {
      return fallback;
    }
    float[] sorted = probabilities.clone();
    Arrays.sort(sorted);
    float best = sorted[0] / 2;
    double bestF1 = Decisions.count(probabilities, truth, best).f1();
    for (int i = 1; i < sorted.length; i++) {
      float threshold = sorted[i - 1] + (sorted[i] - sorted[i - 1]) / 2;
      if (threshold > sorted[i - 1]) {
        double f1 = Decisions.count(probabilities, truth, threshold).f1();
        if (f1 >= bestF1) {
          best = threshold;
          bestF1 = f1;
        }
      }
    }
    return best;
  }
}
