// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.function.Function;

/** Holds a loss's gradient against central differences, in double precision. */
final class FiniteDifferences {
  private static final double STEP = 1e-6;
  private static final double TOLERANCE = 1e-6;

  private FiniteDifferences() {}

  /** {@code scale * sin(frequency * (i + 1))}: numbers that anybody can make again. */
  static double[] sines(int count, double frequency, double scale) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = scale * Math.sin(frequency * (i + 1));
    }
    return values;
  }

  /** Checks every component of the gradient at the given values. */
  static void check(double[] at, Shape shape, Function<NDArray, NDArray> loss) {
    double[] gradient;
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray input = manager.create(at, shape);
      input.setRequiresGradient(true);
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        collector.backward(loss.apply(input));
      }
      gradient = input.getGradient().toDoubleArray();
    }
    assertThat(gradient).as("some gradient").isNotEqualTo(new double[gradient.length]);
    for (int i = 0; i < at.length; i++) {
      double difference = (value(at, i, STEP, shape, loss) - value(at, i, -STEP, shape, loss));
      assertThat(gradient[i])
          .as("gradient of component %d", i)
          .isEqualTo(difference / (2 * STEP), within(TOLERANCE * (1 + Math.abs(gradient[i]))));
    }
  }

  private static double value(
      double[] at, int component, double step, Shape shape, Function<NDArray, NDArray> loss) {
    double[] moved = at.clone();
    moved[component] += step;
    try (NDManager manager = NDManager.newBaseManager()) {
      return loss.apply(manager.create(moved, shape)).getDouble();
    }
  }
}
