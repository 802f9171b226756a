// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.figure;

/** A figure over patients of which each may count several times, or not at all. */
@FunctionalInterface
public interface Figure {
  /**
   * The figure.
   *
   * @param counts how many times each patient counts, by the patient's number
   * @return NaN where it is not defined
   */
  double of(int[] counts);

  /** A share or a rate. */
  static Figure ratio(Figure part, Figure whole) {
    return counts -> {
      double of = whole.of(counts);
      return of == 0 ? Double.NaN : part.of(counts) / of;
    };
  }

  /** How much higher another figure is. */
  default Figure until(Figure other) {
    return counts -> other.of(counts) - of(counts);
  }
}
