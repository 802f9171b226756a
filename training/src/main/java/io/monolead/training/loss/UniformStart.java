// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.loss;

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
      float[] values = new float[Math.toIntExact(parameter.getArray().size())];
      if (parameter.getType() == Parameter.Type.WEIGHT) {
        long outputs = parameter.getArray().getShape().get(0);
        bound = 1 / Math.sqrt((double) values.length / outputs);
      }
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (bound * (2 * random.nextDouble() - 1));
      }
      parameter.getArray().set(values);
    }
  }
}
