// SPDX-License-Identifier: Apache-2.0
/**
 * Processes that a benchmark starts, and clients of the broker among them.
 *
 * <p>Threading: {@link io.monolead.benchmarks.process.ServerProcess} may be called from any thread.
 * Whoever opens something closes it; closing ends processes.
 */
package io.monolead.benchmarks.process;
