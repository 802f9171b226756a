// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.report;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * t-SNE (van der Maaten and Hinton, JMLR 9:2579, 2008), exact: points of many dimensions drawn in
 * two so that neighbours stay neighbours.
 *
 * <p>The same input and seed give the same picture. Time and memory grow with the square of the
 * number of points; a thousand take seconds.
 */
public final class TSne {
  private static final double TOLERANCE = 1e-5;
  private static final int BISECTIONS = 100;
  private static final double EXAGGERATION = 4;
  private static final int EXAGGERATED_ITERATIONS = 100;
  private static final double EARLY_MOMENTUM = 0.5;
  private static final double LATE_MOMENTUM = 0.8;
  private static final int EARLY_ITERATIONS = 250;
  private static final double LEARNING_RATE = 200;
  private static final double SMALLEST_GAIN = 0.01;
  private static final double START_DEVIATION = 1e-4;
  private static final double SMALLEST = 1e-12;

  private TSne() {}

  /**
   * Draws points.
   *
   * @param points {@code [point][feature]}
   * @param perplexity number of neighbours that matter, from 1 to below the number of points
   * @param iterations of gradient descent; 1000 are usual
   * @param seed decides where points start
   * @return {@code [point][2]}
   */
  public static double[][] draw(double[][] points, double perplexity, int iterations, long seed) {
    double[][] joint = joint(points, perplexity);
    int count = points.length;
    SplittableRandom random = new SplittableRandom(seed);
    double[][] drawn = new double[count][2];
    for (double[] point : drawn) {
      point[0] = START_DEVIATION * random.nextGaussian();
      point[1] = START_DEVIATION * random.nextGaussian();
    }
    double[][] speed = new double[count][2];
    double[][] gains = new double[count][2];
    for (double[] gain : gains) {
      Arrays.fill(gain, 1);
    }
    for (int iteration = 0; iteration < iterations; iteration++) {
      double factor = iteration < EXAGGERATED_ITERATIONS ? EXAGGERATION : 1;
      double momentum = iteration < EARLY_ITERATIONS ? EARLY_MOMENTUM : LATE_MOMENTUM;
      double[][] gradient = gradient(joint, drawn, factor);
      for (int i = 0; i < count; i++) {
        for (int d = 0; d < 2; d++) {
          boolean turned = gradient[i][d] * speed[i][d] > 0;
          gains[i][d] = Math.max(SMALLEST_GAIN, turned ? gains[i][d] * 0.8 : gains[i][d] + 0.2);
          speed[i][d] = momentum * speed[i][d] - LEARNING_RATE * gains[i][d] * gradient[i][d];
          drawn[i][d] += speed[i][d];
        }
      }
      centre(drawn);
    }
    return drawn;
  }

  private static void centre(double[][] drawn) {
    for (int d = 0; d < 2; d++) {
      double sum = 0;
      for (double[] point : drawn) {
        sum += point[d];
      }
      for (double[] point : drawn) {
        point[d] -= sum / drawn.length;
      }
    }
  }

  /** Symmetric probabilities of being neighbours; they sum to 1. */
  static double[][] joint(double[][] points, double perplexity) {
    int count = points.length;
    if (!(perplexity >= 1 && perplexity < count)) {
      throw new IllegalArgumentException(
          "The perplexity is from 1 to below the number of points, "
              + count
              + ", not "
              + perplexity);
    }
    double[][] conditional = new double[count][];
    for (int i = 0; i < count; i++) {
      double[] squares = new double[count];
      for (int j = 0; j < count; j++) {
        for (int k = 0; k < points[i].length; k++) {
          double difference = points[i][k] - points[j][k];
          squares[j] += difference * difference;
        }
      }
      conditional[i] = neighbours(squares, i, perplexity);
    }
    double[][] joint = new double[count][count];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        joint[i][j] = Math.max(SMALLEST, (conditional[i][j] + conditional[j][i]) / (2 * count));
      }
      joint[i][i] = 0;
    }
    return joint;
  }

  /**
   * Probabilities of a point's neighbours: Gaussian, as wide as the perplexity asks for.
   *
   * @param squares squared distances to all points
   * @param self the point
   */
  static double[] neighbours(double[] squares, int self, double perplexity) {
    double nearest = Double.POSITIVE_INFINITY;
    for (int j = 0; j < squares.length; j++) {
      nearest = j == self ? nearest : Math.min(nearest, squares[j]);
    }
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    double precision = 1;
    double[] probabilities = new double[squares.length];
    for (int step = 0; step < BISECTIONS; step++) {
      double sum = 0;
      double weighted = 0;
      for (int j = 0; j < squares.length; j++) {
        // Relative to the nearest, so that not all of them vanish.
        double distance = squares[j] - nearest;
        probabilities[j] = j == self ? 0 : Math.exp(-precision * distance);
        sum += probabilities[j];
        weighted += probabilities[j] * distance;
      }
      double entropy = Math.log(sum) + precision * weighted / sum;
      for (int j = 0; j < squares.length; j++) {
        probabilities[j] /= sum;
      }
      double excess = entropy - Math.log(perplexity);
      if (Math.abs(excess) < TOLERANCE) {
        break;
      }
      if (excess > 0) {
        low = precision;
        precision = Double.isInfinite(high) ? 2 * precision : (low + high) / 2;
      } else {
        high = precision;
        precision = (low + high) / 2;
      }
    }
    return probabilities;
  }

  /** Gradient of the divergence of the drawing from the probabilities, these times a factor. */
  static double[][] gradient(double[][] joint, double[][] drawn, double factor) {
    int count = drawn.length;
    double[][] kernel = new double[count][count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      for (int j = i + 1; j < count; j++) {
        kernel[i][j] = kernel(drawn[i], drawn[j]);
        kernel[j][i] = kernel[i][j];
        sum += 2 * kernel[i][j];
      }
    }
    double[][] gradient = new double[count][2];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        double pull = 4 * (factor * joint[i][j] - kernel[i][j] / sum) * kernel[i][j];
        gradient[i][0] += pull * (drawn[i][0] - drawn[j][0]);
        gradient[i][1] += pull * (drawn[i][1] - drawn[j][1]);
      }
    }
    return gradient;
  }

  /** Kullback-Leibler divergence of the drawing from the probabilities. */
  static double divergence(double[][] joint, double[][] drawn) {
    double sum = 0;
    for (int i = 0; i < drawn.length; i++) {
      for (int j = 0; j < drawn.length; j++) {
        sum += i == j ? 0 : kernel(drawn[i], drawn[j]);
      }
    }
    double divergence = 0;
    for (int i = 0; i < drawn.length; i++) {
      for (int j = 0; j < drawn.length; j++) {
        if (i != j) {
          divergence += joint[i][j] * Math.log(joint[i][j] / (kernel(drawn[i], drawn[j]) / sum));
        }
      }
    }
    return divergence;
  }

  /** Student's t with one degree of freedom. */
  private static double kernel(double[] a, double[] b) {
    double x = a[0] - b[0];
    double y = a[1] - b[1];
    return 1 / (1 + x * x + y * y);
  }
}
