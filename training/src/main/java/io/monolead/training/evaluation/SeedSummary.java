// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.evaluation;

import java.util.List;

/**
 * A figure over several seeds.
 *
 * @param count number of seeds
 * @param mean their mean; NaN if there are none
 * @param deviation their standard deviation (with n - 1); NaN for fewer than two
 */
public record SeedSummary(int count, double mean, double deviation) {

  /** Sums up figures, one per seed. */
  public static SeedSummary of(List<Double> figures) {
    int count = figures.size();
    double mean = figures.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    double squares = figures.stream().mapToDouble(f -> (f - mean) * (f - mean)).sum();
    return new SeedSummary(count, mean, count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1)));
  }
}
