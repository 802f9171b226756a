// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.chaos;

/**
 * One fault of a plan.
 *
 * @param number counts from 1
 * @param kind what is done
 * @param choice which of several processes of that kind: this modulo their number; not negative
 * @param pauseMillis time before it strikes, from when the system has recovered or, if it strikes
 *     during recovery, from when the fault before it has ended
 * @param durationMillis from its beginning to its end
 * @param duringRecovery whether it strikes before the system has recovered from the one before
 */
public record Fault(
    int number,
    FaultKind kind,
    int choice,
    int pauseMillis,
    int durationMillis,
    boolean duringRecovery) {}
