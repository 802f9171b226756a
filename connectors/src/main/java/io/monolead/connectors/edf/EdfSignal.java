// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.edf;

import io.monolead.connectors.recordings.VoltageUnit;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * One signal of an EDF header.
 *
 * @param label such as {@code ECG V1}; by EDF+ the type of signal, a blank, and the sensor
 * @param dimension physical unit, such as {@code uV}
 * @param physicalMinimum in that unit, at {@code digitalMinimum}
 * @param physicalMaximum in that unit, at {@code digitalMaximum}; may be the lower of the two
 * @param digitalMinimum lowest sample
 * @param digitalMaximum highest sample
 * @param samplesPerRecord samples in each data record
 * @param byteOffset of its samples in each data record
 */
record EdfSignal(
    String label,
    String dimension,
    double physicalMinimum,
    double physicalMaximum,
    int digitalMinimum,
    int digitalMaximum,
    int samplesPerRecord,
    int byteOffset) {
  private static final String ANNOTATIONS = "EDF Annotations";

  /** Types of signals that EDF+ names, but the ECG ("Standard texts", section 2). */
  private static final List<String> OTHER_TYPES =
      List.of(
          "EEG", "EOG", "ERG", "EMG", "MEG", "MCG", "EP", "TEMP", "RESP", "SAO2", "LIGHT", "SOUND",
          "EVENT");

  boolean isAnnotations() {
    return label.equals(ANNOTATIONS);
  }

  /** Whether the signal is a voltage that its label does not say to be something else. */
  boolean isLead() {
    String type = label.toUpperCase(Locale.ROOT).split("[\\s_-]", 2)[0];
    return !isAnnotations()
        && VoltageUnit.millivolts(dimension).isPresent()
        && !OTHER_TYPES.contains(type);
  }

  /** Millivolts for each step of the samples; negative for a signal that is upside down. */
  double millivoltsPerStep() {
    OptionalDouble unit = VoltageUnit.millivolts(dimension);
    return (physicalMaximum - physicalMinimum)
        / ((double) digitalMaximum - digitalMinimum)
        * unit.orElseThrow();
  }

  /** Millivolts of the sample 0. */
  double millivoltsAtZero() {
    return physicalMinimum * VoltageUnit.millivolts(dimension).orElseThrow()
        - digitalMinimum * millivoltsPerStep();
  }
}
