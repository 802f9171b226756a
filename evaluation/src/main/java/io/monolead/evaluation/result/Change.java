// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.result;

/**
 * One strip on which two runs disagree.
 *
 * @param kind how they disagree
 * @param device name of the device
 * @param lead the lead
 * @param label name of the label
 * @param fromMicros begin of the episode or of the alert
 * @param toMicros its end
 * @param peakProbabilityA highest probability of the first run's windows there; NaN without one
 * @param peakProbabilityB of the second run's
 * @param peakWindowMicros begin of the window with the highest probability of either run
 */
public record Change(
    Kind kind,
    String device,
    String lead,
    String label,
    long fromMicros,
    long toMicros,
    double peakProbabilityA,
    double peakProbabilityB,
    long peakWindowMicros) {
  /** How two runs disagree. */
  public enum Kind {
    /** A true episode that the first run missed and the second found. */
    FOUND,
    /** A true episode that the first run found and the second missed. */
    LOST,
    /** A false alarm of the second run alone. */
    FALSE_ALARM_NEW,
    /** A false alarm of the first run alone. */
    FALSE_ALARM_GONE
  }
}
