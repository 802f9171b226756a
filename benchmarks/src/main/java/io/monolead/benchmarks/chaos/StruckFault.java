// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.chaos;

import java.util.OptionalLong;

/**
 * A fault that has struck.
 *
 * @param fault the fault
 * @param target the process it hit
 * @param atMillis when, since the first segment was sent
 * @param recoveryMillis from its beginning until scores of what was sent after its end were
 *     committed; empty if the next fault struck before that
 */
record StruckFault(Fault fault, String target, long atMillis, OptionalLong recoveryMillis) {}
