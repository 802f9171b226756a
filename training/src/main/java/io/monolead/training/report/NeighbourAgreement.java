// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.report;

import java.util.Arrays;
import java.util.Comparator;

/** How well points of one group lie together: a number to go with a picture. */
public final class NeighbourAgreement {
  private NeighbourAgreement() {}

  /**
   * The mean share of a point's nearest neighbours that are of its own group.
   *
   * @param points {@code [point][feature]}
   * @param groups the group of each point
   * @param neighbours how many neighbours count, from 1 to below the number of points
   * @return from 0 to 1; expect the groups' own shares if the points know nothing of the groups
   */
  public static double of(double[][] points, int[] groups, int neighbours) {
    if (neighbours < 1 || neighbours >= points.length) {
      throw new IllegalArgumentException(
          "There are 1 to " + (points.length - 1) + " neighbours, not " + neighbours);
    }
    double sum = 0;
    for (int i = 0; i < points.length; i++) {
      Integer[] order = new Integer[points.length];
      double[] squares = new double[points.length];
      for (int j = 0; j < points.length; j++) {
        order[j] = j;
        for (int k = 0; k < points[i].length; k++) {
          double difference = points[i][k] - points[j][k];
          squares[j] += difference * difference;
        }
      }
      squares[i] = -1;
      Arrays.sort(order, Comparator.comparingDouble(j -> squares[j]));
      for (int n = 1; n <= neighbours; n++) {
        sum += groups[order[n]] == groups[i] ? 1 : 0;
      }
    }
    return sum / (points.length * (double) neighbours);
  }
}
