// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.data;

import io.monolead.signal.Conditioning;
import io.monolead.signal.ConditioningStep;
import java.util.ArrayList;
import java.util.List;

/**
 * The scale of a training set as the last step of a conditioning: one mean of 0 and one deviation
 * for all leads and recordings, so that amplitude, which is a finding, survives.
 */
final class TrainingScale {
  private TrainingScale() {}

  /**
   * Completes a conditioning.
   *
   * @param steps what comes before scaling, a high-pass among them
   * @param signals all training samples after these steps
   */
  static Conditioning append(List<ConditioningStep> steps, double samplingRateHz, float[] signals) {
    double squares = 0;
    for (float sample : signals) {
      squares += (double) sample * sample;
    }
    // Three digits are enough, and the card can print what the bundle holds.
    double deviation = Math.round(Math.sqrt(squares / signals.length) * 1000) / 1000.0;
    List<ConditioningStep> complete = new ArrayList<>(steps);
    complete.add(new ConditioningStep.Scale(0, deviation));
    return new Conditioning(samplingRateHz, complete);
  }
}
