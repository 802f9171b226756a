// SPDX-License-Identifier: Apache-2.0
/**
 * What was told: transitions of alerts put together to episodes, and the job's own alert rules run
 * again over scores, under any policy.
 *
 * <p>Values are immutable; a ledger belongs to one thread. Times are event times in microseconds
 * since 1970-01-01T00:00:00Z.
 */
package io.monolead.evaluation.alert;
