// SPDX-License-Identifier: Apache-2.0
/**
 * What was really there: per device and label, spans of event time.
 *
 * <p>Values are immutable. Times are event times in microseconds since 1970-01-01T00:00:00Z.
 */
package io.monolead.evaluation.truth;
