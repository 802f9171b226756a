// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.result;

/**
 * One bin of a reliability curve.
 *
 * @param from lowest probability of the bin
 * @param to highest; it belongs to the next bin, but 1 belongs to the last one
 * @param windows windows whose probability is in the bin
 * @param meanProbability mean of their probabilities; NaN without windows
 * @param positiveShare share of them in which the label was there; NaN without windows
 */
public record CalibrationBin(
    double from, double to, int windows, double meanProbability, double positiveShare) {}
