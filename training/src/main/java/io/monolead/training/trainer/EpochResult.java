// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.trainer;

/**
 * One line of a training's log.
 *
 * @param epoch counted from 1
 * @param trainingLoss mean over the epoch's steps
 * @param validationLoss on whole windows, without crops or augmentation
 * @param validationMacroAuc mean AUC over labels that the validation set can rank
 * @param learningRate of the last step
 * @param gradientNorm mean norm of the gradient before any limit
 * @param seconds the epoch took, validation included
 */
public record EpochResult(
    int epoch,
    double trainingLoss,
    double validationLoss,
    double validationMacroAuc,
    double learningRate,
    double gradientNorm,
    double seconds) {}
