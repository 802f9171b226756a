// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.metrics;

import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.HistogramStatistics;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * The latest {@value #VALUES} values, and how many there have been in all. Flink's histograms take
 * whole numbers, which seconds are not: what is given may be parts of the unit.
 */
final class RecentValues implements Histogram {
  private static final int VALUES = 1000;

  private final Histogram parts = new DescriptiveStatisticsHistogram(VALUES);
  private final double partsOfUnit;

  private RecentValues(double partsOfUnit) {
    this.partsOfUnit = partsOfUnit;
  }

  static RecentValues ofUnit() {
    return new RecentValues(1);
  }

  static RecentValues ofMillionths() {
    return new RecentValues(1e6);
  }

  @Override
  public void update(long value) {
    parts.update(value);
  }

  @Override
  public long getCount() {
    return parts.getCount();
  }

  @Override
  public HistogramStatistics getStatistics() {
    HistogramStatistics statistics = parts.getStatistics();
    return partsOfUnit == 1 ? statistics : new Scaled(statistics);
  }

  /** In the unit; what Flink asks for in whole numbers is rounded. */
  private final class Scaled extends HistogramStatistics {
    private final HistogramStatistics statistics;

    Scaled(HistogramStatistics statistics) {
      this.statistics = statistics;
    }

    @Override
    public double getQuantile(double quantile) {
      return statistics.getQuantile(quantile) / partsOfUnit;
    }

    @Override
    public long[] getValues() {
      long[] values = statistics.getValues();
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.round(values[i] / partsOfUnit);
      }
      return values;
    }

    @Override
    public int size() {
      return statistics.size();
    }

    @Override
    public double getMean() {
      return statistics.getMean() / partsOfUnit;
    }

    @Override
    public double getStdDev() {
      return statistics.getStdDev() / partsOfUnit;
    }

    @Override
    public long getMax() {
      return Math.round(statistics.getMax() / partsOfUnit);
    }

    @Override
    public long getMin() {
      return Math.round(statistics.getMin() / partsOfUnit);
    }
  }
}
