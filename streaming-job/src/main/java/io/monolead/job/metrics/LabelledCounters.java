// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.metrics;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * A counter for each value of one or two labels, registered when it is first asked for. Asking
 * again allocates nothing. Belongs to the operator's thread.
 */
public final class LabelledCounters {
  private final MetricGroup group;
  private final JobMetric metric;
  private final int depth;
  private final Map<String, Counter> counters = new HashMap<>();
  private final Map<String, LabelledCounters> further = new HashMap<>();

  LabelledCounters(MetricGroup group, JobMetric metric) {
    this(group, metric, 0);
  }

  private LabelledCounters(MetricGroup group, JobMetric metric, int depth) {
    this.group = group;
    this.metric = metric;
    this.depth = depth;
  }

  /** The counter of a metric with one label. */
  public Counter of(String value) {
    Counter known = counters.get(value);
    if (known == null) {
      requireLabels(1);
      known = group(value).counter(metric.flinkName());
      counters.put(value, known);
    }
    return known;
  }

  /** The counter of a metric with two labels. */
  public Counter of(String first, String second) {
    LabelledCounters known = further.get(first);
    if (known == null) {
      requireLabels(2);
      known = new LabelledCounters(group(first), metric, depth + 1);
      further.put(first, known);
    }
    return known.of(second);
  }

  private MetricGroup group(String value) {
    return group.addGroup(metric.labels().get(depth), value);
  }

  private void requireLabels(int values) {
    if (metric.labels().size() - depth != values) {
      throw new IllegalArgumentException(metric + " has the labels " + metric.labels());
    }
  }
}
