// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

import io.monolead.signal.SignalQuality;
import java.util.List;

/**
 * What a model says of one window, and what the alert policies need to judge it.
 *
 * <p>The thresholds travel with the probabilities: when the model changes between two windows, each
 * is judged by the operating points of the model that scored it.
 *
 * @param deviceId name of the device
 * @param lead name of the lead
 * @param startMicros event time of the window's first sample
 * @param endMicros event time just after its last sample
 * @param quality of the raw signal
 * @param modelId the model
 * @param modelVersion its version
 * @param labels the model's labels in order
 * @param probabilities {@code [label]}, calibrated, 0 to 1; never written to
 * @param thresholds {@code [label]}, the bundle's operating points; never written to
 * @param unscored why the model could not score the window, and then there are no labels; empty if
 *     it did
 */
public record ScoredWindow(
    String deviceId,
    String lead,
    long startMicros,
    long endMicros,
    SignalQuality quality,
    String modelId,
    String modelVersion,
    List<String> labels,
    float[] probabilities,
    float[] thresholds,
    String unscored) {

  /** A window that was scored. */
  public ScoredWindow(
      String deviceId,
      String lead,
      long startMicros,
      long endMicros,
      SignalQuality quality,
      String modelId,
      String modelVersion,
      List<String> labels,
      float[] probabilities,
      float[] thresholds) {
    this(
        deviceId,
        lead,
        startMicros,
        endMicros,
        quality,
        modelId,
        modelVersion,
        labels,
        probabilities,
        thresholds,
        "");
  }

  /** Whether the model scored it. */
  public boolean isScored() {
    return unscored.isEmpty();
  }
}
