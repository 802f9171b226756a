// SPDX-License-Identifier: Apache-2.0
/**
 * Figures as functions of how many times each patient counts, so that one definition gives the
 * value, its bootstrap interval, and the interval of a difference of two runs.
 *
 * <p>Values are immutable and for any thread.
 */
package io.monolead.evaluation.figure;
