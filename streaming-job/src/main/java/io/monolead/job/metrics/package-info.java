// SPDX-License-Identifier: Apache-2.0
/**
 * What the job tells of itself while it runs.
 *
 * <p>{@link io.monolead.job.metrics.JobMetric} is the catalogue: every metric of the job once, and
 * {@code docs/metrics.md} is written from it. Operators register metrics through {@link
 * io.monolead.job.metrics.OperatorMetrics} and in no other way, so no metric has a name, a unit or
 * a label that is not in the catalogue. No label tells one device or one patient from another.
 *
 * <p>Metrics are written by the operator's thread alone and read by the threads of reporters, which
 * may see them a moment late. Flink takes them away when the operator ends; nothing needs closing.
 */
package io.monolead.job.metrics;
