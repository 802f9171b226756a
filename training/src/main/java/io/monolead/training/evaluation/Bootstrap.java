// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.evaluation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Resampling of patients with replacement (cluster bootstrap), the same for one seed always.
 *
 * <p>Recordings of one patient are drawn together: they are not independent, and drawing them one
 * by one would make the intervals too narrow.
 *
 * @param resamples number of resamples, at least 1
 * @param seed seed of the draw
 */
public record Bootstrap(int resamples, long seed) {
  /** What model cards and reports use unless told otherwise. */
  public static final Bootstrap DEFAULT = new Bootstrap(2000, 20_260_101L);

  public Bootstrap {
    if (resamples < 1) {
      throw new IllegalArgumentException(
          "A bootstrap needs at least one resample, not " + resamples);
    }
  }

  /**
   * Draws all resamples.
   *
   * @param patients the patient of each recording
   * @return {@code [resample][recording]}: how many times each recording counts
   */
  public int[][] draw(List<String> patients) {
    Map<String, Integer> numbers = new HashMap<>();
    int[] patientOf = new int[patients.size()];
    for (int row = 0; row < patientOf.length; row++) {
      patientOf[row] = numbers.computeIfAbsent(patients.get(row), patient -> numbers.size());
    }
    SplittableRandom random = new SplittableRandom(seed);
    int[][] multiplicities = new int[resamples][patientOf.length];
    for (int[] multiplicity : multiplicities) {
      int[] drawn = new int[numbers.size()];
      for (int i = 0; i < drawn.length; i++) {
        drawn[random.nextInt(drawn.length)]++;
      }
      for (int row = 0; row < patientOf.length; row++) {
        multiplicity[row] = drawn[patientOf[row]];
      }
    }
    return multiplicities;
  }
}
