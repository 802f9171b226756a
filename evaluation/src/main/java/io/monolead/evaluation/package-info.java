// SPDX-License-Identifier: Apache-2.0
/**
 * Evaluates recorded streams: {@link io.monolead.evaluation.StreamEvaluator} takes the streams with
 * what is known of their truth and what one run, or two, said of them, and gives a {@link
 * io.monolead.evaluation.result.StreamEvaluation}.
 *
 * <p>Everything is a pure function of its arguments; nothing has to be closed. Classes are for any
 * thread unless they say otherwise. Nothing of a patient goes to a log.
 */
package io.monolead.evaluation;
