// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which folds of a data set serve which purpose.
 *
 * @param training folds to learn from
 * @param validation fold to choose on
 * @param test fold for the figures
 */
public record FoldSplit(Set<Integer> training, int validation, int test) {
  public FoldSplit {
    // Sorted, so that the specification of a run reads the same in every process.
    training = Collections.unmodifiableSet(new TreeSet<>(training));
    if (training.isEmpty()
        || training.contains(validation)
        || training.contains(test)
        || validation == test) {
      throw new IllegalArgumentException(
          "Each fold serves one purpose: training "
              + new TreeSet<>(training)
              + ", validation "
              + validation
              + ", test "
              + test);
    }
  }

  /** Two of the folds set aside, all others to learn from. */
  public static FoldSplit of(Set<Integer> folds, int validation, int test) {
    Set<Integer> training = new TreeSet<>(folds);
    training.remove(validation);
    training.remove(test);
    return new FoldSplit(training, validation, test);
  }

  /** All folds. */
  public Set<Integer> all() {
    Set<Integer> all = new TreeSet<>(training);
    all.add(validation);
    all.add(test);
    return all;
  }
}
