// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import io.monolead.job.metrics.JobMetric;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Flink's reporter of metrics that keeps those of the infer operator within reach. Thread-safe. */
public final class JobCounters implements MetricReporter {
  /** The metrics are of this process, as Flink gives a reporter no other way out. */
  private static final Set<Counter> WINDOWS = ConcurrentHashMap.newKeySet();

  private static final Set<Histogram> BATCHES = ConcurrentHashMap.newKeySet();

  /** Time in the network of each subtask. */
  private static final Map<Histogram, Total> TOTALS = new ConcurrentHashMap<>();

  /** What is known of a histogram that tells the mean of its latest values only. */
  private static final class Total {
    /** Histograms of the job remember so many. */
    private static final long REMEMBERED = 1000;

    private long count;
    private double seconds;

    synchronized double update(Histogram histogram) {
      long now = histogram.getCount();
      double mean = histogram.getStatistics().getMean();
      if (now > 0) {
        seconds = now <= REMEMBERED ? now * mean : seconds + (now - count) * mean;
        count = now;
      }
      return seconds;
    }
  }

  /** Made by Flink, which finds it as a service. */
  public static final class Factory implements MetricReporterFactory {
    @Override
    public MetricReporter createMetricReporter(Properties properties) {
      return new JobCounters();
    }
  }

  private JobCounters() {}

  @Override
  public void open(MetricConfig config) {
    // Nothing to open.
  }

  @Override
  public void close() {
    // Nothing to close.
  }

  @Override
  public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
    if (name.equals(JobMetric.WINDOWS_SCORED.flinkName()) && metric instanceof Counter counter) {
      WINDOWS.add(counter);
    }
    if (name.equals(JobMetric.BATCH_DURATION.flinkName())
        && metric instanceof Histogram histogram) {
      BATCHES.add(histogram);
      TOTALS.put(histogram, new Total());
    }
  }

  @Override
  public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
    // A job that has ended has still scored what it has.
  }

  /** Windows scored so far. */
  static long windows() {
    return WINDOWS.stream().mapToLong(Counter::getCount).sum();
  }

  /** Batches scored so far. */
  static long batches() {
    return BATCHES.stream().mapToLong(Histogram::getCount).sum();
  }

  /** Seconds in the network so far, of all subtasks together; exact for the first 1000 batches. */
  static double batchSeconds() {
    return TOTALS.entrySet().stream()
        .mapToDouble(each -> each.getValue().update(each.getKey()))
        .sum();
  }
}
