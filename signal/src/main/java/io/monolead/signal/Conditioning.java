// SPDX-License-Identifier: Apache-2.0
package io.monolead.signal;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What is done to a window of raw millivolts before a network sees it, as data. It is stored with
 * the model, so that training and serving condition alike.
 *
 * <p>In JSON: {@code {"samplingRateHz": 100.0, "steps": [{"kind": "remove-mean"}, ...]}}. An
 * unknown kind, an unknown or missing parameter and an impossible value are refused when it is
 * read.
 *
 * @param samplingRateHz rate the network expects; windows at another rate are resampled first
 * @param steps what happens after resampling, in order
 */
public record Conditioning(
    @JsonProperty(required = true) double samplingRateHz,
    @JsonProperty(required = true) List<ConditioningStep> steps) {

  public Conditioning {
    steps = List.copyOf(steps);
    if (!(samplingRateHz > 0) || Double.isInfinite(samplingRateHz)) {
      throw new IllegalArgumentException(
          "Conditioning: samplingRateHz must be a number above 0, not " + samplingRateHz);
    }
    for (ConditioningStep step : steps) {
      if (step instanceof ConditioningStep.HighPass highPass) {
        checkCutoff("high-pass", highPass.cutoffHz(), samplingRateHz);
      } else if (step instanceof ConditioningStep.LowPass lowPass) {
        checkCutoff("low-pass", lowPass.cutoffHz(), samplingRateHz);
      }
    }
  }

  private static void checkCutoff(String kind, double cutoffHz, double samplingRateHz) {
    if (cutoffHz >= samplingRateHz / 2) {
      throw new IllegalArgumentException(
          kind
              + ": cutoffHz "
              + cutoffHz
              + " must be below half the samplingRateHz "
              + samplingRateHz);
    }
  }

  /**
   * Prepares the conditioning of windows of one source.
   *
   * @param sourceRateHz sampling rate of the source
   * @param sourceSamples samples of a window at the source's rate
   * @param targetSamples samples of a window as the network takes it
   * @throws IllegalArgumentException if the two windows differ in duration by more than one sample
   *     of the network's rate, or are too short for a filter among the steps
   */
  public Conditioner forSource(double sourceRateHz, int sourceSamples, int targetSamples) {
    return new Conditioner(this, sourceRateHz, sourceSamples, targetSamples);
  }
}
