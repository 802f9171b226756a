// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.SplittableRandom;

/**
 * First weights of heads and regressors: {@code U(-1/sqrt(n), 1/sqrt(n))} for n inputs of an
 * output, from a seed of their own, so that they are the same on every engine.
 */
final class UniformStart {
  private UniformStart() {}

  /** Sets weights and biases of linear and convolution layers. */
  static void set(Block layers, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double bound = 0;
    for (Parameter parameter : layers.getParameters().values()) {
      NDArray array = parameter.getArray();
      double[] values = new double[Math.toIntExact(array.size())];
      if (parameter.getType() == Parameter.Type.WEIGHT) {
        long outputs = array.getShape().get(0);
        bound = 1 / Math.sqrt((double) values.length / outputs);
      }
      for (int i = 0; i < values.length; i++) {
        values[i] = bound * (2 * random.nextDouble() - 1);
      }
      put(array, values);
    }
  }

  /** The engine does not convert what it copies. */
  private static void put(NDArray array, double[] values) {
    if (array.getDataType() == DataType.FLOAT64) {
      array.set(values);
      return;
    }
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (float) values[i];
    }
    array.set(rounded);
  }
}
