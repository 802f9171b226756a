// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;

/**
 * Features to embeddings: a linear layer, then division by the Euclidean norm.
 *
 * <p>Starts from {@code U(-1/sqrt(n), 1/sqrt(n))} for n features, weights and bias alike.
 */
public final class ProjectionHead {
  private static final double SMALLEST_NORM = 1e-12;

  private final Linear linear;

  /**
   * A head with initialised parameters.
   *
   * @param features length of the features
   * @param dimension length of the embeddings
   * @param seed seed of the first weights
   * @param manager owns the parameters
   */
  public ProjectionHead(int features, int dimension, long seed, NDManager manager) {
    linear = Linear.builder().setUnits(dimension).build();
    linear.initialize(manager, DataType.FLOAT32, new Shape(1, features));
    UniformStart.set(linear, seed);
  }

  /** The block that holds the parameters. */
  public Block block() {
    return linear;
  }

  /**
   * Embeddings {@code [batch, dimension]} of unit length.
   *
   * @param features {@code [batch, feature]}
   */
  public NDArray embed(NDArray features) {
    NDArray projected =
        linear
            .forward(new ParameterStore(features.getManager(), false), new NDList(features), true)
            .singletonOrThrow();
    return projected.div(projected.square().sum(new int[] {1}, true).add(SMALLEST_NORM).sqrt());
  }
}
