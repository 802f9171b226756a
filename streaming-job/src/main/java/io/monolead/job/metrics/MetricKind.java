// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.metrics;

/** How a metric moves. */
public enum MetricKind {
  /** Goes up only, from 0 at each start of the operator. */
  COUNTER,
  /** What is now. */
  GAUGE,
  /** How the latest values are distributed; quantiles, and how many there have been in all. */
  HISTOGRAM
}
