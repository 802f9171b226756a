// SPDX-License-Identifier: Apache-2.0
/**
 * The guard against getting slower: what each part of a window's way costs, as a multiple of a
 * fixed piece of arithmetic that is measured in turns with it, so that a busy or slower machine
 * changes both alike.
 *
 * <p>{@link io.monolead.benchmarks.guard.GuardRun} measures, {@link
 * io.monolead.benchmarks.guard.GuardFigures} is kept as JSON, {@link
 * io.monolead.benchmarks.guard.GuardComparison} says what got slower. One thread; whoever opens
 * {@link io.monolead.benchmarks.guard.GuardedWork} closes it.
 */
package io.monolead.benchmarks.guard;
