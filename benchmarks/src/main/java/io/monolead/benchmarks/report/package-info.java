// SPDX-License-Identifier: Apache-2.0
/**
 * What every benchmark of this module says and where: a {@link
 * io.monolead.benchmarks.report.BenchmarkResult} is one file of JSON below {@code
 * docs/results/performance}, and {@link io.monolead.benchmarks.report.PerformancePage} draws all of
 * them as {@code docs/performance.md}. Values; nothing to close.
 */
package io.monolead.benchmarks.report;
