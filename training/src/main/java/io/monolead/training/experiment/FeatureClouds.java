// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import io.monolead.training.evaluation.Predictions;
import io.monolead.training.report.Chart;
import io.monolead.training.report.NeighbourAgreement;
import io.monolead.training.report.TSne;
import java.util.ArrayList;
import java.util.List;

/**
 * What a network makes of recordings that carry one label alone: its features, one cloud for each
 * label.
 *
 * @param points {@code [recording][feature]}, every feature with mean 0 and deviation 1
 * @param labels the label of each recording, by its place in the label space
 * @param names the labels
 */
record FeatureClouds(double[][] points, int[] labels, List<String> names) {
  private static final double PERPLEXITY = 30;
  private static final int ITERATIONS = 1000;
  private static final int NEIGHBOURS = 10;

  /**
   * Of the recordings of a test fold.
   *
   * @param test the fold's predictions, for its truth
   * @param features {@code [recording][feature]}, of the same recordings
   */
  static FeatureClouds of(Predictions test, double[][] features) {
    List<double[]> points = new ArrayList<>();
    List<Integer> groups = new ArrayList<>();
    for (int row = 0; row < features.length; row++) {
      int label = onlyLabel(test, row);
      if (label >= 0) {
        points.add(features[row]);
        groups.add(label);
      }
    }
    return new FeatureClouds(
        standardised(points.toArray(double[][]::new)),
        groups.stream().mapToInt(Integer::intValue).toArray(),
        test.labelSpace().labels());
  }

  /** How many recordings there are. */
  int size() {
    return points.length;
  }

  /** Share of the ten nearest neighbours with the same label, mean over recordings. */
  double agreement() {
    return NeighbourAgreement.of(points, labels, NEIGHBOURS);
  }

  /** Drawn on a plane by t-SNE of perplexity 30, always the same way. */
  List<Chart.Series> drawn() {
    double[][] drawn = TSne.draw(points, PERPLEXITY, ITERATIONS, 1);
    List<Chart.Series> clouds = new ArrayList<>();
    for (int label = 0; label < names.size(); label++) {
      List<double[]> cloud = new ArrayList<>();
      for (int i = 0; i < drawn.length; i++) {
        if (labels[i] == label) {
          cloud.add(drawn[i]);
        }
      }
      clouds.add(
          new Chart.Series(
              names.get(label),
              cloud.stream().mapToDouble(point -> point[0]).toArray(),
              cloud.stream().mapToDouble(point -> point[1]).toArray(),
              new double[0]));
    }
    return clouds;
  }

  private static int onlyLabel(Predictions predictions, int row) {
    int labels = predictions.labelSpace().size();
    int found = -1;
    for (int label = 0; label < labels; label++) {
      if (predictions.truth()[row * labels + label]) {
        if (found >= 0) {
          return -1;
        }
        found = label;
      }
    }
    return found;
  }

  /** Every feature with mean 0 and deviation 1, so that none counts for more by its unit. */
  private static double[][] standardised(double[][] points) {
    double[][] result = new double[points.length][points[0].length];
    for (int k = 0; k < points[0].length; k++) {
      double sum = 0;
      double squares = 0;
      for (double[] point : points) {
        sum += point[k];
        squares += point[k] * point[k];
      }
      double mean = sum / points.length;
      double deviation = Math.sqrt(Math.max(0, squares / points.length - mean * mean));
      for (int i = 0; i < points.length; i++) {
        result[i][k] = deviation > 0 ? (points[i][k] - mean) / deviation : 0;
      }
    }
    return result;
  }
}
