// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.result;

/**
 * One figure of two runs over the same streams.
 *
 * @param figure name of the figure, such as {@code window AUC}
 * @param first of the first run
 * @param second of the second
 * @param difference second less first; its interval draws the same patients for both
 */
public record FigureDifference(String figure, double first, double second, Estimate difference) {}
