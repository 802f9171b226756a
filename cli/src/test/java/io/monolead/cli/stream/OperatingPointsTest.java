// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class OperatingPointsTest {
  private static OperatingPoints.Point point(double threshold, int falseAlarms) {
    return new OperatingPoints.Point((float) threshold, 3, falseAlarms);
  }

  private static OperatingPoints points(double deviceDays, int... falseAlarms) {
    List<OperatingPoints.Point> points =
        java.util.stream.IntStream.range(0, falseAlarms.length)
            .mapToObj(i -> point((i + 1) / 10.0, falseAlarms[i]))
            .toList();
    return new OperatingPoints("AFIB", deviceDays, 3, points);
  }

  @Test
  void theLowestThresholdAboveWhichTheRateIsKeptIsChosen() {
    // Alarms may merge at low thresholds, so that the count rises again further up.
    OperatingPoints points = points(2, 3, 8, 6, 4, 1, 0);
    assertThat(points.atMostPerDay(2)).contains(point(0.4, 4));
    assertThat(points.atMostPerDay(0.4)).contains(point(0.6, 0));
    assertThat(points.atMostPerDay(100)).contains(point(0.1, 3));
  }

  @Test
  void ifTheHighestThresholdHasTooManyNoneIsChosen() {
    assertThat(points(1, 9, 5, 2).atMostPerDay(1)).isEmpty();
  }

  @Test
  void theUpperBoundIsThatOfAPoissonCount() {
    // One-sided 95 % limits of Poisson counts 0, 1, 5: 2.996, 4.744, 10.513 (Garwood's table).
    OperatingPoints points = points(1, 0);
    assertThat(points.upperFalseAlarmsPerDay(point(0.5, 0))).isCloseTo(2.996, within(0.001));
    assertThat(points.upperFalseAlarmsPerDay(point(0.5, 1))).isCloseTo(4.744, within(0.001));
    assertThat(points.upperFalseAlarmsPerDay(point(0.5, 5))).isCloseTo(10.513, within(0.001));
    assertThat(points(0.5, 0).upperFalseAlarmsPerDay(point(0.5, 5)))
        .isCloseTo(21.026, within(0.002));
  }
}
