// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.result;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One lead of one device, from the first sample to the last.
 *
 * @param device name of the device
 * @param lead the lead
 * @param recording where the signal can be read again: a file's path; empty if it came from a topic
 * @param fromMicros event time of the first sample
 * @param toMicros event time just after the last
 * @param patient the patient; the device's name where it is not known
 * @param sex {@code female} or {@code male}, if known
 * @param ageYears age, if known
 * @param knownLabels labels whose truth is known throughout
 * @param windows scored windows
 * @param meanQuality mean signal quality of them, 0 to 1; NaN without windows
 */
public record EvaluatedStream(
    String device,
    String lead,
    Optional<String> recording,
    long fromMicros,
    long toMicros,
    String patient,
    Optional<String> sex,
    OptionalDouble ageYears,
    List<String> knownLabels,
    int windows,
    double meanQuality) {
  public EvaluatedStream {
    knownLabels = List.copyOf(knownLabels);
  }
}
