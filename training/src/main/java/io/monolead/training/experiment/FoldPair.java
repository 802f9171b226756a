// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Two folds that a seed sets aside.
 *
 * @param validation fold to choose on
 * @param test fold for the figures
 */
public record FoldPair(int validation, int test) {

  /**
   * Reads {@code 8:9}.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static FoldPair parse(String text) {
    if (!text.matches("\\d{1,3}:\\d{1,3}")) {
      throw new IllegalArgumentException(
          "A fold pair is VALIDATION:TEST, such as 8:9, not '" + text + "'");
    }
    String[] parts = text.split(":", -1);
    return new FoldPair(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
  }

  /**
   * The pairs of a data set for as many seeds as there are pairs: the two last folds, the two
   * before them, and so on (the protocol of Nonaka and Seita 2021), so that several seeds are
   * tested on different patients.
   *
   * @param folds the folds there are, at least three
   */
  public static List<FoldPair> of(Set<Integer> folds) {
    if (folds.size() < 3) {
      throw new IllegalArgumentException(
          "Training, validation and test need three folds, but there are only " + folds);
    }
    List<Integer> sorted = new ArrayList<>(new TreeSet<>(folds));
    List<FoldPair> pairs = new ArrayList<>();
    for (int last = sorted.size() - 1; last >= 1; last -= 2) {
      pairs.add(new FoldPair(sorted.get(last - 1), sorted.get(last)));
    }
    return pairs;
  }

  @Override
  public String toString() {
    return validation + ":" + test;
  }
}
