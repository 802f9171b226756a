// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.trainer;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * One line of a training's log.
 *
 * @param epoch counted from 1
 * @param trainingLoss mean over the epoch's steps
 * @param validationLoss binary cross-entropy without augmentation; NaN if the epoch was not
 *     validated
 * @param validationMacroAuc mean AUC over labels that the validation set can rank; NaN likewise
 * @param learningRate of the last step
 * @param gradientNorm mean norm of the gradient before any limit
 * @param seconds the epoch took, validation included
 * @param figures what the objective logs beside its loss
 */
public record EpochResult(
    int epoch,
    double trainingLoss,
    double validationLoss,
    double validationMacroAuc,
    double learningRate,
    double gradientNorm,
    double seconds,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> figures) {
  public EpochResult {
    figures = figures == null ? Map.of() : Map.copyOf(figures);
  }

  /** Whether the network was measured after the epoch. */
  public boolean validated() {
    return !Double.isNaN(validationLoss);
  }
}
