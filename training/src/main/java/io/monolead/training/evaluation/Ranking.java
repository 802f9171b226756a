// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.evaluation;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Recordings in the order in which one label's scores put them.
 *
 * <p>Sorted once; each metric is then one pass, also for a resample that counts every recording a
 * given number of times. Recordings of equal score form one group, so that the result does not
 * depend on the order in which they came.
 */
public final class Ranking {
  /** Indices of the recordings, highest score first. */
  private final int[] order;

  /** Whether the recording at this position is the last of its group of equal scores. */
  private final boolean[] endsGroup;

  private final boolean[] truth;

  /**
   * Ranks recordings by score.
   *
   * @param scores one per recording; a higher one means more likely
   * @param truth whether the recording carries the label
   */
  public Ranking(float[] scores, boolean[] truth) {
    if (scores.length != truth.length) {
      throw new IllegalArgumentException(
          scores.length + " scores for " + truth.length + " recordings");
    }
    this.truth = truth.clone();
    order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted((a, b) -> Float.compare(scores[b], scores[a]))
            .mapToInt(Integer::intValue)
            .toArray();
    endsGroup = new boolean[order.length];
    for (int i = 0; i < order.length; i++) {
      // == and not compare(): 0.0 and -0.0 are one score.
      endsGroup[i] = i + 1 == order.length || scores[order[i]] != scores[order[i + 1]];
    }
  }

  /**
   * Area under the ROC curve: the probability that a recording with the label scores higher than
   * one without, ties counting half.
   *
   * @return from 0 to 1; NaN unless there are recordings with and without the label
   */
  public double auc() {
    return auc(once());
  }

  /**
   * {@link #auc()} of a resample.
   *
   * @param multiplicity how many times each recording counts, at least 0
   */
  public double auc(int[] multiplicity) {
    long positives = 0;
    long negatives = 0;
    long twiceWon = 0; // pairs won, ties counting half, times two: exact in integers
    long groupPositives = 0;
    long groupNegatives = 0;
    for (int i = 0; i < order.length; i++) {
      if (truth[order[i]]) {
        groupPositives += multiplicity[order[i]];
      } else {
        groupNegatives += multiplicity[order[i]];
      }
      if (endsGroup[i]) {
        twiceWon += groupNegatives * (2 * positives + groupPositives);
        positives += groupPositives;
        negatives += groupNegatives;
        groupPositives = 0;
        groupNegatives = 0;
      }
    }
    return positives == 0 || negatives == 0 ? Double.NaN : twiceWon / (2.0 * positives * negatives);
  }

  /**
   * Average precision: precision at each distinct threshold, weighted by the recall gained there,
   * without interpolation.
   *
   * @return from 0 to 1; NaN if no recording carries the label
   */
  public double averagePrecision() {
    return averagePrecision(once());
  }

  /**
   * {@link #averagePrecision()} of a resample.
   *
   * @param multiplicity how many times each recording counts, at least 0
   */
  public double averagePrecision(int[] multiplicity) {
    long positives = 0;
    long count = 0;
    long groupPositives = 0;
    double sum = 0;
    for (int i = 0; i < order.length; i++) {
      count += multiplicity[order[i]];
      if (truth[order[i]]) {
        groupPositives += multiplicity[order[i]];
      }
      if (endsGroup[i]) {
        positives += groupPositives;
        if (count > 0) {
          sum += groupPositives * ((double) positives / count);
        }
        groupPositives = 0;
      }
    }
    return positives == 0 ? Double.NaN : sum / positives;
  }

  private int[] once() {
    int[] ones = new int[order.length];
    Arrays.fill(ones, 1);
    return ones;
  }
}
