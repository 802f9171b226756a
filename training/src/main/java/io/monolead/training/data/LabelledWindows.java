// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.data;

import io.monolead.signal.Conditioning;
import io.monolead.signal.ConditioningStep;
import io.monolead.signal.LabelSpace;
import io.monolead.signal.Lead;
import java.util.List;
import java.util.Set;

/** Labelled recordings of a data set, ready to be conditioned into windows. */
public interface LabelledWindows {
  /** The task's labels, in order. */
  LabelSpace labelSpace();

  /** The leads that were read, in order. */
  List<Lead> leads();

  /** Where they come from. */
  DataSource source();

  /** Samples of a recording's window at a sampling rate. */
  int windowSamples(double samplingRateHz);

  /** The same recordings with some of their leads, without reading them again. */
  LabelledWindows select(List<Lead> leads);

  /** Names of the recordings of some of the folds that were read. */
  Set<String> recordings(Set<Integer> folds);

  /** Conditions the recordings of some of the folds that were read. */
  WindowSet windows(Conditioning conditioning, int windowSamples, Set<Integer> folds);

  /**
   * Completes a conditioning with the scale of the training set: one mean of 0 and one deviation
   * for all leads and recordings, so that amplitude, which is a finding, survives.
   *
   * @param steps what comes before scaling, a high-pass among them
   * @param samplingRateHz of the conditioned window
   * @param windowSamples length of a window after conditioning
   * @param folds the training folds
   */
  default Conditioning scaled(
      List<ConditioningStep> steps, double samplingRateHz, int windowSamples, Set<Integer> folds) {
    return TrainingScale.append(
        steps,
        samplingRateHz,
        windows(new Conditioning(samplingRateHz, steps), windowSamples, folds).signals());
  }
}
