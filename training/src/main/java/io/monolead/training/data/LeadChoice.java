// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.data;

import io.monolead.signal.Lead;
import java.util.List;

/**
 * Some of the leads that were read, in an order of their own.
 *
 * @param read leads that were read, in order
 * @param chosen those to keep
 */
record LeadChoice(List<Lead> read, List<Lead> chosen) {
  /**
   * @throws IllegalArgumentException if one was not read
   */
  LeadChoice {
    read = List.copyOf(read);
    chosen = List.copyOf(chosen);
    if (!read.containsAll(chosen)) {
      throw new IllegalArgumentException("Only leads " + read + " were read, not all of " + chosen);
    }
  }

  /** The chosen signals of a recording; the arrays of samples are shared. */
  float[][] of(float[][] signals) {
    float[][] some = new float[chosen.size()][];
    for (int i = 0; i < some.length; i++) {
      some[i] = signals[read.indexOf(chosen.get(i))];
    }
    return some;
  }
}
