// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.result;

/**
 * One alert, from RAISED to CLEARED.
 *
 * @param alertId its id
 * @param device name of the device
 * @param lead the lead
 * @param label name of the label
 * @param fromMicros onset
 * @param raisedMicros end of the window that raised it
 * @param toMicros end; that of the stream if it was never cleared
 * @param cleared whether it was cleared
 * @param verdict what the truth says of it
 * @param peakProbability highest probability
 * @param peakWindowMicros begin of the window that has it
 */
public record AlertFact(
    String alertId,
    String device,
    String lead,
    String label,
    long fromMicros,
    long raisedMicros,
    long toMicros,
    boolean cleared,
    Verdict verdict,
    double peakProbability,
    long peakWindowMicros) {
  /** What the truth says of an alert. */
  public enum Verdict {
    /** It overlaps a true episode. */
    TRUE,
    /** It overlaps none. */
    FALSE,
    /** Nobody knows when this label is true of this device. */
    UNKNOWN
  }
}
