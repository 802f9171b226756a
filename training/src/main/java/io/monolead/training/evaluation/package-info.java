// SPDX-License-Identifier: Apache-2.0
/**
 * How good scores are: ranking and decision metrics per label and over labels, their bootstrap
 * intervals, calibration, thresholds, and the report that a model's card carries.
 *
 * <p>Everything here is a pure function of {@link io.monolead.training.evaluation.Predictions}, so
 * that any figure can be computed again from the predictions saved with a run. Values are immutable
 * and may be shared between threads; nothing needs closing.
 */
package io.monolead.training.evaluation;
