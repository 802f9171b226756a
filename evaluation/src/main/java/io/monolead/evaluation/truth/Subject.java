// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.truth;

import io.monolead.connectors.recordings.Sex;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Whose heart it is, as far as the data set tells.
 *
 * @param patient name of the patient within the data set; recordings of one patient have the same
 * @param sex sex, if known
 * @param ageYears age in years, if known
 */
public record Subject(String patient, Optional<Sex> sex, OptionalDouble ageYears) {
  /** Nothing is known but a name. */
  public static Subject named(String patient) {
    return new Subject(patient, Optional.empty(), OptionalDouble.empty());
  }
}
