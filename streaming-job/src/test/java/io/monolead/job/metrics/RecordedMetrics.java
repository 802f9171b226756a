// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.metrics;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobID;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.clusterframework.types.ResourceID;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.metrics.groups.AbstractMetricGroup;
import org.apache.flink.runtime.metrics.groups.TaskManagerMetricGroup;
import org.apache.flink.runtime.metrics.util.TestingMetricRegistry;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;

/**
 * What an operator in a harness registers with Flink's own metric groups, under the names that
 * reporters see: {@code flink_..._name{label=value}}.
 */
public final class RecordedMetrics {
  /** The labels that are the job's own; Flink has more. */
  private static final Set<String> LABELS =
      Arrays.stream(JobMetric.values())
          .flatMap(metric -> metric.labels().stream())
          .collect(Collectors.toSet());

  private final Map<String, Metric> metrics = new ConcurrentHashMap<>();
  private final TestingMetricRegistry registry =
      TestingMetricRegistry.builder().setRegisterConsumer(this::registered).build();

  private void registered(Metric metric, String name, AbstractMetricGroup<?> group) {
    String scope = group.getLogicalScope(part -> part, '_');
    if (scope.contains("_" + JobMetric.GROUP)) {
      Map<String, String> labels = new TreeMap<>();
      group
          .getAllVariables()
          .forEach(
              (key, value) -> {
                String label = key.substring(1, key.length() - 1);
                if (LABELS.contains(label)) {
                  labels.put(label, value);
                }
              });
      String full = "flink_" + scope + "_" + name + (labels.isEmpty() ? "" : labels);
      if (metrics.put(full, metric) != null) {
        throw new IllegalStateException(full + " is registered twice");
      }
    }
  }

  /** An environment for a harness whose operator's metrics are recorded here. */
  public MockEnvironment newEnvironment() {
    return newEnvironment(1, 0);
  }

  /** As {@link #newEnvironment()}, for one of several subtasks. */
  public MockEnvironment newEnvironment(int parallelism, int subtask) {
    return new MockEnvironmentBuilder()
        .setMaxParallelism(128)
        .setParallelism(parallelism)
        .setSubtaskIndex(subtask)
        .setMetricGroup(
            TaskManagerMetricGroup.createTaskManagerMetricGroup(
                    registry, "host", new ResourceID("task-manager"))
                .addJob(new JobID(), "job")
                .addTask(ExecutionAttemptID.randomId(), "task"))
        .build();
  }

  /** Value of a counter or gauge. */
  public double value(JobMetric metric, String... labelValues) {
    Metric found = find(metric, labelValues);
    if (found instanceof Counter counter) {
      return counter.getCount();
    }
    return ((Number) ((Gauge<?>) found).getValue()).doubleValue();
  }

  /** A histogram. */
  public Histogram histogram(JobMetric metric) {
    return (Histogram) find(metric);
  }

  /** The series of a metric that are not 0, by the values of its labels. */
  public Map<String, Double> counts(JobMetric metric) {
    return metrics.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(metric.prometheusName() + "{"))
        .filter(entry -> ((Counter) entry.getValue()).getCount() != 0)
        .collect(
            Collectors.toMap(
                entry -> entry.getKey().substring(metric.prometheusName().length()),
                entry -> (double) ((Counter) entry.getValue()).getCount(),
                Double::sum,
                TreeMap::new));
  }

  private Metric find(JobMetric metric, String... labelValues) {
    Map<String, String> labels = new TreeMap<>();
    for (int i = 0; i < labelValues.length; i++) {
      labels.put(metric.labels().get(i), labelValues[i]);
    }
    String full = metric.prometheusName() + (labels.isEmpty() ? "" : labels);
    Metric found = metrics.get(full);
    if (found == null) {
      throw new AssertionError(full + " is not among " + new TreeMap<>(metrics).keySet());
    }
    return found;
  }
}
