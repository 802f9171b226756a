// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import java.util.List;
import java.util.Map;

/**
 * What a training minimises.
 *
 * <p>An objective may look at values inside the network, may bring parameters of its own that are
 * trained along (projection heads), and may keep state from step to step (memory banks). One
 * objective serves one training, on that training's thread.
 */
public interface Objective {
  /** Name and options; a training continues from a checkpoint only under the same ones. */
  String identity();

  /** Nodes of the network whose values the loss needs beside the logits. */
  default List<String> values() {
    return List.of();
  }

  /**
   * Called once, before the first step.
   *
   * @param manager owns whatever lives as long as the training; the trainer closes it
   * @return blocks with initialised parameters that are trained along with the network
   */
  default List<Block> open(NDManager manager) {
    return List.of();
  }

  /**
   * The loss of one step, a scalar on the step's manager. Called while gradients are recorded.
   *
   * @param step what the network made of the step's batch
   */
  NDArray loss(StepValues step);

  /** Called after the optimiser has moved the weights, when the step's arrays are closed. */
  default void stepTaken() {}

  /** Means of what is worth logging, over the steps since the last call. */
  default Map<String, Double> takeFigures() {
    return Map.of();
  }

  /** What is kept from step to step, for a checkpoint; heads are not part of it. */
  default float[] state() {
    return new float[0];
  }

  /**
   * Takes up what {@link #state} gave.
   *
   * @throws IllegalArgumentException if it is of another size
   */
  default void restore(float[] state) {
    if (state.length != 0) {
      throw new IllegalArgumentException(
          identity() + " keeps no state, but was given " + state.length + " numbers");
    }
  }
}
