// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OperatorMetricsTest {
  private final OperatorMetrics metrics = OperatorMetrics.of(new UnregisteredMetricsGroup());

  @ParameterizedTest
  @EnumSource(JobMetric.class)
  void namesFollowThePrometheusConvention(JobMetric metric) {
    assertThat(metric.prometheusName()).matches("[a-z][a-z0-9_]*[a-z0-9]").doesNotContain("__");
    assertThat(metric.flinkName().endsWith("_total"))
        .isEqualTo(metric.kind() == MetricKind.COUNTER);
    Stream.of("seconds", "bytes")
        .filter(metric.unit()::equals)
        .forEach(unit -> assertThat(metric.flinkName()).endsWith("_" + unit));
    assertThat(metric.flinkName()).doesNotContain("millis", "micros");
    assertThat(metric.description()).endsWith(".").doesNotContain("|");
  }

  @ParameterizedTest
  @EnumSource(JobMetric.class)
  void noLabelTellsAPatient(JobMetric metric) {
    assertThat(metric.labels())
        .isSubsetOf(
            "label",
            "priority",
            "reason",
            "state",
            "condition",
            "verdict",
            "model",
            "version",
            "lead");
  }

  @Test
  void noNameIsThereTwice() {
    assertThat(Arrays.stream(JobMetric.values()).map(JobMetric::prometheusName))
        .doesNotHaveDuplicates();
  }

  @Test
  void aMetricIsRegisteredAsWhatTheCatalogueSays() {
    assertThatThrownBy(() -> metrics.counter(JobMetric.DEVICES_LIVE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("DEVICES_LIVE is a GAUGE with the labels []");
    assertThatThrownBy(() -> metrics.counter(JobMetric.ALERTS))
        .hasMessage("ALERTS is a COUNTER with the labels [label, state]");
    assertThatThrownBy(() -> metrics.counters(JobMetric.BATCHES))
        .hasMessage("BATCHES is no counter with labels");
    assertThatThrownBy(() -> metrics.gauge(JobMetric.MODEL_INFO, () -> 1, "model"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> metrics.histogramOfMicros(JobMetric.STATE_ENTRY_BYTES))
        .hasMessage("STATE_ENTRY_BYTES is not in seconds");
    assertThatThrownBy(() -> metrics.counters(JobMetric.ALERTS).of("AFIB"))
        .hasMessage("ALERTS has the labels [label, state]");
    assertThatThrownBy(() -> metrics.counters(JobMetric.SCORES).of("AFIB", "RAISED"))
        .hasMessage("SCORES has the labels [label]");
  }

  @Test
  void aLabelledCounterIsTheSameEachTime() {
    LabelledCounters alerts = metrics.counters(JobMetric.ALERTS);
    alerts.of("AFIB", "RAISED").inc();
    alerts.of("AFIB", "RAISED").inc();
    assertThat(alerts.of("AFIB", "RAISED").getCount()).isEqualTo(2);
    assertThat(alerts.of("AFIB", "CLEARED").getCount()).isZero();
    assertThat(alerts.of("PVC", "RAISED").getCount()).isZero();
  }

  @Test
  void secondsKeepTheirFractions() {
    Histogram wait = metrics.histogramOfMicros(JobMetric.BATCH_WAIT);
    wait.update(1_500);
    wait.update(2_500);
    assertThat(wait.getCount()).isEqualTo(2);
    assertThat(wait.getStatistics().getMean()).isCloseTo(0.002, within(1e-12));
    assertThat(wait.getStatistics().getQuantile(0.5)).isCloseTo(0.002, within(1e-12));
    assertThat(wait.getStatistics().size()).isEqualTo(2);
  }
}
