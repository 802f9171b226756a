// SPDX-License-Identifier: Apache-2.0
/**
 * The outcome of an evaluation as one tree of records, {@link
 * io.monolead.evaluation.result.StreamEvaluation}, written as JSON and read back.
 *
 * <p>A report needs this tree and the recordings, and nothing else. Times are event times in
 * microseconds since 1970-01-01T00:00:00Z; lengths of time are seconds; shares are 0 to 1. A figure
 * that is not defined, such as the AUC of a label that never was there, is NaN in Java and null in
 * JSON. Everything is immutable and may be shared between threads; nothing has to be closed.
 */
package io.monolead.evaluation.result;
