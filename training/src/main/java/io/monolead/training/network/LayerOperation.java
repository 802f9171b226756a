// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.Optional;
import java.util.function.Function;

/** How DJL computes one layer. */
sealed interface LayerOperation {

  /** The block that owns the layer's parameters or random state, if it has any. */
  Optional<Block> block();

  /** Computes the layer; the result is a new array, also where the values do not change. */
  NDArray forward(ParameterStore parameters, NDList inputs, boolean training);

  /** A layer that is one of DJL's blocks. */
  record OfBlock(Block layer) implements LayerOperation {
    @Override
    public Optional<Block> block() {
      return Optional.of(layer);
    }

    @Override
    public NDArray forward(ParameterStore parameters, NDList inputs, boolean training) {
      return layer.forward(parameters, inputs, training).singletonOrThrow();
    }
  }

  /** A layer that is a function of its inputs. */
  record OfFunction(Function<NDList, NDArray> function) implements LayerOperation {
    @Override
    public Optional<Block> block() {
      return Optional.empty();
    }

    @Override
    public NDArray forward(ParameterStore parameters, NDList inputs, boolean training) {
      return function.apply(inputs);
    }
  }
}
