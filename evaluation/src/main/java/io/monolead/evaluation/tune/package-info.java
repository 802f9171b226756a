// SPDX-License-Identifier: Apache-2.0
/**
 * Chooses alert policies: the job's rules run over recorded scores, for many thresholds and many k
 * of n.
 *
 * <p>Pure functions of their arguments; values are immutable and for any thread.
 */
package io.monolead.evaluation.tune;
