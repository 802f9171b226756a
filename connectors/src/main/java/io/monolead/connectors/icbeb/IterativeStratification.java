// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.icbeb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Splits records with several labels each into folds of like composition: iterative stratification
 * (K. Sechidis, G. Tsoumakas, I. Vlahavas, "On the stratification of multi-label data", ECML PKDD
 * 2011, Algorithm 1).
 *
 * <p>The rarest label goes first: each of its records to the fold that still wants most of that
 * label, among these to the one that wants most records at all, then by chance.
 */
public final class IterativeStratification {
  private IterativeStratification() {}

  /**
   * Assigns folds.
   *
   * @param labels {@code [record][label]}: whether the record carries the label
   * @param folds number of folds, at least 2
   * @param seed decides where the rules leave a choice
   * @return the fold of each record, counted from 1
   */
  public static int[] folds(boolean[][] labels, int folds, long seed) {
    if (folds < 2) {
      throw new IllegalArgumentException("There are at least two folds, not " + folds);
    }
    int count = labels.length;
    int labelCount = count == 0 ? 0 : labels[0].length;
    double[] wanted = new double[folds];
    Arrays.fill(wanted, (double) count / folds);
    double[][] wantedOf = new double[labelCount][folds];
    int[] left = new int[labelCount];
    for (int label = 0; label < labelCount; label++) {
      for (boolean[] record : labels) {
        left[label] += record[label] ? 1 : 0;
      }
      Arrays.fill(wantedOf[label], (double) left[label] / folds);
    }
    SplittableRandom random = new SplittableRandom(seed);
    int[] assigned = new int[count];
    for (int label = rarest(left); label >= 0; label = rarest(left)) {
      for (int record = 0; record < count; record++) {
        if (assigned[record] == 0 && labels[record][label]) {
          int fold = choose(wantedOf[label], wanted, random);
          assign(record, fold, labels, assigned, wanted, wantedOf, left);
        }
      }
    }
    for (int record = 0; record < count; record++) {
      if (assigned[record] == 0) {
        assign(record, choose(wanted, wanted, random), labels, assigned, wanted, wantedOf, left);
      }
    }
    return assigned;
  }

  private static void assign(
      int record,
      int fold,
      boolean[][] labels,
      int[] assigned,
      double[] wanted,
      double[][] wantedOf,
      int[] left) {
    assigned[record] = fold + 1;
    wanted[fold]--;
    for (int label = 0; label < left.length; label++) {
      if (labels[record][label]) {
        wantedOf[label][fold]--;
        left[label]--;
      }
    }
  }

  /** The label with fewest records that are not assigned, but some; -1 if there is none. */
  private static int rarest(int[] left) {
    int rarest = -1;
    for (int label = 0; label < left.length; label++) {
      if (left[label] > 0 && (rarest < 0 || left[label] < left[rarest])) {
        rarest = label;
      }
    }
    return rarest;
  }

  private static int choose(double[] first, double[] second, SplittableRandom random) {
    List<Integer> best = new ArrayList<>();
    for (int fold = 0; fold < first.length; fold++) {
      int compared =
          best.isEmpty()
              ? 1
              : Double.compare(first[fold], first[best.get(0)]) != 0
                  ? Double.compare(first[fold], first[best.get(0)])
                  : Double.compare(second[fold], second[best.get(0)]);
      if (compared > 0) {
        best.clear();
      }
      if (compared >= 0) {
        best.add(fold);
      }
    }
    return best.get(random.nextInt(best.size()));
  }
}
