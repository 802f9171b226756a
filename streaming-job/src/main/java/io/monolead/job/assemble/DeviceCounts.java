// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.assemble;

import io.monolead.job.metrics.JobMetric;
import io.monolead.job.metrics.OperatorMetrics;
import io.monolead.job.metrics.StateEntries;
import java.io.IOException;

/**
 * How many leads of devices a subtask remembers, live and silent: counted as they come, fall
 * silent, return and go. Belongs to the operator's thread; gauges read the counts from others.
 */
final class DeviceCounts {
  private final StateEntries<LeadState> entries;
  private int live;
  private int silent;

  DeviceCounts(OperatorMetrics metrics, StateEntries<LeadState> entries) {
    this.entries = entries;
    metrics.gauge(JobMetric.DEVICES_LIVE, () -> live);
    metrics.gauge(JobMetric.DEVICES_SILENT, () -> silent);
  }

  /** A lead is remembered that was not. */
  void came(boolean isSilent) {
    entries.added();
    add(isSilent, 1);
  }

  /** A lead that is remembered fell silent, or returned, or neither. */
  void changed(boolean wasSilent, boolean isSilent) {
    if (wasSilent != isSilent) {
      add(wasSilent, -1);
      add(isSilent, 1);
    }
  }

  /** A lead was forgotten. */
  void went(boolean wasSilent) {
    entries.removed();
    add(wasSilent, -1);
  }

  /** The entry of a lead was written. */
  void touched(LeadState state) throws IOException {
    entries.touched(state);
  }

  private void add(boolean toSilent, int count) {
    if (toSilent) {
      silent += count;
    } else {
      live += count;
    }
  }
}
