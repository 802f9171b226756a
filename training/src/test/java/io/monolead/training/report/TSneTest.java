// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TSneTest {
  private static final int CLUSTER = 25;

  /** Three Gaussian clouds in ten dimensions, ten deviations apart. */
  private static double[][] clouds() {
    SplittableRandom random = new SplittableRandom(5);
    double[][] points = new double[3 * CLUSTER][10];
    for (int i = 0; i < points.length; i++) {
      for (int d = 0; d < 10; d++) {
        points[i][d] = random.nextGaussian() + (d == i / CLUSTER ? 10 : 0);
      }
    }
    return points;
  }

  private static int[] groups() {
    int[] groups = new int[3 * CLUSTER];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = i / CLUSTER;
    }
    return groups;
  }

  @Test
  void cloudsThatLieApartAreDrawnApart() {
    double[][] drawn = TSne.draw(clouds(), 10, 500, 1);

    assertThat(NeighbourAgreement.of(drawn, groups(), 10)).isEqualTo(1.0);
  }

  @Test
  void theDrawingComesCloserToTheProbabilitiesWithEveryHundredIterations() {
    double[][] joint = TSne.joint(clouds(), 10);
    double before = TSne.divergence(joint, TSne.draw(clouds(), 10, 0, 1));
    double half = TSne.divergence(joint, TSne.draw(clouds(), 10, 200, 1));
    double after = TSne.divergence(joint, TSne.draw(clouds(), 10, 500, 1));

    assertThat(half).isLessThan(before);
    assertThat(after).isLessThanOrEqualTo(half);
  }

  @Test
  void everyPointHasAsManyNeighboursAsThePerplexityAsksFor() {
    double[][] points = clouds();
    for (int i = 0; i < points.length; i += 7) {
      double[] squares = new double[points.length];
      for (int j = 0; j < points.length; j++) {
        for (int d = 0; d < 10; d++) {
          squares[j] += Math.pow(points[i][d] - points[j][d], 2);
        }
      }
      double entropy = 0;
      for (double p : TSne.neighbours(squares, i, 10)) {
        entropy -= p > 0 ? p * Math.log(p) : 0;
      }
      assertThat(Math.exp(entropy)).isEqualTo(10, within(1e-3));
    }
  }

  @Test
  void theGradientIsThatOfFiniteDifferences() {
    double[][] joint = TSne.joint(clouds(), 10);
    double[][] drawn = TSne.draw(clouds(), 10, 120, 1);
    double[][] gradient = TSne.gradient(joint, drawn, 1);
    double step = 1e-6;
    for (int i = 0; i < drawn.length; i += 11) {
      for (int d = 0; d < 2; d++) {
        drawn[i][d] += step;
        double above = TSne.divergence(joint, drawn);
        drawn[i][d] -= 2 * step;
        double below = TSne.divergence(joint, drawn);
        drawn[i][d] += step;
        assertThat(gradient[i][d]).isEqualTo((above - below) / (2 * step), within(1e-6));
      }
    }
  }

  @Test
  void theSameSeedDrawsTheSamePicture() {
    assertThat(TSne.draw(clouds(), 10, 50, 3)).isDeepEqualTo(TSne.draw(clouds(), 10, 50, 3));
  }

  @Test
  void agreementOfFourPointsIsWhatCountingGives() {
    double[][] line = {{0}, {1}, {2.5}, {4.5}};

    // Nearest neighbours: 0-1 same, 1-0 same, 2.5-1 other, 4.5-2.5 same.
    assertThat(NeighbourAgreement.of(line, new int[] {0, 0, 1, 1}, 1)).isEqualTo(0.75);
  }

  @Test
  void aPerplexityOfMorePointsThanThereAreIsRefused() {
    assertThatThrownBy(() -> TSne.draw(new double[][] {{1}, {2}}, 2, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("number of points, 2");
  }
}
