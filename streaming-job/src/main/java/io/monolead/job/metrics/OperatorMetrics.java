// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.metrics;

import java.util.function.DoubleSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;

/**
 * The metrics of one operator: the only way to register one. Belongs to the operator's thread;
 * gauges are asked by others.
 */
public final class OperatorMetrics {
  private final MetricGroup group;

  private OperatorMetrics(MetricGroup group) {
    this.group = group;
  }

  /**
   * The metrics of an operator.
   *
   * @param operator the operator's own group, of which this takes a part
   */
  public static OperatorMetrics of(MetricGroup operator) {
    return new OperatorMetrics(operator.addGroup(JobMetric.GROUP));
  }

  /** Registers a counter without labels. */
  public Counter counter(JobMetric metric) {
    return groupOf(metric, MetricKind.COUNTER).counter(metric.flinkName());
  }

  /** A counter for each value of the metric's label or labels. */
  public LabelledCounters counters(JobMetric metric) {
    if (metric.kind() != MetricKind.COUNTER || metric.labels().isEmpty()) {
      throw new IllegalArgumentException(metric + " is no counter with labels");
    }
    return new LabelledCounters(group, metric);
  }

  /**
   * Registers a gauge.
   *
   * @param value asked by the threads of reporters
   * @param labelValues a value for each of the metric's labels
   */
  public void gauge(JobMetric metric, DoubleSupplier value, String... labelValues) {
    Gauge<Double> gauge = value::getAsDouble;
    groupOf(metric, MetricKind.GAUGE, labelValues).gauge(metric.flinkName(), gauge);
  }

  /** Registers a histogram of numbers in the metric's unit. */
  public Histogram histogram(JobMetric metric) {
    return groupOf(metric, MetricKind.HISTOGRAM)
        .histogram(metric.flinkName(), RecentValues.ofUnit());
  }

  /** Registers a histogram of seconds that is given microseconds. */
  public Histogram histogramOfMicros(JobMetric metric) {
    if (!metric.unit().equals("seconds")) {
      throw new IllegalArgumentException(metric + " is not in seconds");
    }
    return groupOf(metric, MetricKind.HISTOGRAM)
        .histogram(metric.flinkName(), RecentValues.ofMillionths());
  }

  private MetricGroup groupOf(JobMetric metric, MetricKind kind, String... labelValues) {
    if (metric.kind() != kind || metric.labels().size() != labelValues.length) {
      throw new IllegalArgumentException(
          metric + " is a " + metric.kind() + " with the labels " + metric.labels());
    }
    MetricGroup labelled = group;
    for (int i = 0; i < labelValues.length; i++) {
      labelled = labelled.addGroup(metric.labels().get(i), labelValues[i]);
    }
    return labelled;
  }
}
