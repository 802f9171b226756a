// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import java.util.List;

/**
 * What other thresholds and rules would have given for one label.
 *
 * @param label name of the label
 * @param points in the order in which they are joined
 */
public record OperatingCurve(String label, List<Point> points) {
  public OperatingCurve {
    points = List.copyOf(points);
  }

  /**
   * One policy.
   *
   * @param policy what it is, in words, such as {@code 0.62, 3 of 4}
   * @param sensitivity share of the true episodes that it finds
   * @param falseAlarmsPerDeviceDay its false alarms per device and day
   * @param chosen whether it is the one that was chosen
   */
  public record Point(
      String policy, double sensitivity, double falseAlarmsPerDeviceDay, boolean chosen) {}
}
