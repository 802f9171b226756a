// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.alert;

import io.monolead.evaluation.truth.TimeSpan;
import java.util.OptionalLong;

/**
 * One alert from RAISED to CLEARED.
 *
 * @param alertId the id that all its transitions share
 * @param deviceId the device
 * @param lead the lead
 * @param label the label
 * @param onsetMicros when the evidence begins
 * @param raisedMicros when it was raised
 * @param endMicros when it ended; empty while it is raised
 * @param peakProbability highest probability so far
 */
public record Episode(
    String alertId,
    String deviceId,
    String lead,
    String label,
    long onsetMicros,
    long raisedMicros,
    OptionalLong endMicros,
    float peakProbability) {

  /** Whether it was cleared. */
  public boolean cleared() {
    return endMicros.isPresent();
  }

  /**
   * From onset to end.
   *
   * @param otherwiseMicros the end of the signal, for an episode that was never cleared
   */
  public TimeSpan span(long otherwiseMicros) {
    return new TimeSpan(onsetMicros, Math.max(onsetMicros, endMicros.orElse(otherwiseMicros)));
  }
}
