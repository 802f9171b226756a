// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.monolead.evaluation.tune.PolicySweep.Evidence;
import io.monolead.evaluation.tune.PolicySweep.Point;
import io.monolead.job.alert.AlertPolicies;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicySweepTest {
  private static final Evidence USUAL = new Evidence(2, 3);
  private static final Evidence LONG = new Evidence(3, 5);

  private static Point point(Evidence evidence, double threshold, int found, int falseAlarms) {
    return new Point(evidence, (float) threshold, found, falseAlarms, found / 3.0);
  }

  private static List<Point> points(Evidence evidence, int found, int... falseAlarms) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < falseAlarms.length; i++) {
      points.add(point(evidence, (i + 1) / 10.0, found, falseAlarms[i]));
    }
    return points;
  }

  private static PolicySweep sweep(double deviceDays, List<Point> points) {
    return new PolicySweep(AlertPolicies.defaultFor("AFIB"), deviceDays, 3, points);
  }

  @Test
  void theLowestThresholdAboveWhichTheRateIsKeptIsChosen() {
    // Alarms may merge at low thresholds, so that the count rises again further up.
    PolicySweep sweep = sweep(2, points(USUAL, 3, 3, 8, 6, 4, 1, 0));

    assertThat(sweep.atMostPerDay(2)).contains(point(USUAL, 0.4, 3, 4));
    assertThat(sweep.atMostPerDay(0.4)).contains(point(USUAL, 0.6, 3, 0));
    assertThat(sweep.atMostPerDay(100)).contains(point(USUAL, 0.1, 3, 3));
  }

  @Test
  void ifTheHighestThresholdHasTooManyNoneIsChosen() {
    assertThat(sweep(1, points(USUAL, 3, 9, 5, 2)).atMostPerDay(1)).isEmpty();
  }

  @Test
  void ofSeveralEvidencesTheOneThatFindsMostIsChosen() {
    List<Point> points = new ArrayList<>(points(USUAL, 2, 9, 0, 0));
    points.addAll(points(LONG, 3, 9, 9, 1));

    assertThat(sweep(1, points).atMostPerDay(1)).contains(point(LONG, 0.3, 3, 1));
    assertThat(sweep(1, points).atMostPerDay(0)).contains(point(USUAL, 0.2, 2, 0));
  }

  @Test
  void ratesArePerDayOfADevice() {
    PolicySweep sweep = sweep(0.5, points(USUAL, 2, 5));
    Point only = sweep.points().get(0);

    assertThat(sweep.falseAlarmsPerDay(only)).isEqualTo(10);
    // The one-sided 95 % limit of a Poisson count of 5 is 10.513.
    assertThat(sweep.upperFalseAlarmsPerDay(only)).isCloseTo(21.026, within(0.002));
    assertThat(sweep.sensitivity(only)).isCloseTo(2 / 3.0, within(1e-12));
  }

  @Test
  void thePlotHasALineForEachEvidence() {
    List<Point> points = new ArrayList<>(points(USUAL, 2, 9, 0, 0));
    points.addAll(points(LONG, 3, 9, 9, 1));

    assertThat(sweep(1, points).plot())
        .startsWith("<svg")
        .contains("2/3", "3/5", "false alarms per device-day")
        .containsPattern("(?s)<polyline.*<polyline");
  }
}
