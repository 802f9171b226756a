// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A network's parameters as flat arrays: weights, which have gradients, and running statistics,
 * which have none.
 *
 * <p>The engine reads what is set here from native memory that this object keeps: hold on to it for
 * as long as the network is used.
 */
final class FlatParameters {
  private final List<Slot> weights = new ArrayList<>();
  private final List<Slot> statistics = new ArrayList<>();
  private final int weightCount;
  private final int statisticCount;

  private record Slot(NDArray array, int from, int size, ByteBuffer memory) {}

  /**
   * Takes the arrays of a network and of the heads that are trained along with it.
   *
   * @param network in the engine
   * @param heads with their parameters initialised
   */
  FlatParameters(ScriptedNetwork network, List<? extends Block> heads) {
    List<NDArray> trainable = new ArrayList<>(network.trainable());
    List<NDArray> others = new ArrayList<>(network.statistics());
    for (Block head : heads) {
      for (Parameter parameter : head.getParameters().values()) {
        (parameter.requiresGradient() ? trainable : others).add(parameter.getArray());
      }
    }
    weightCount = take(trainable, weights);
    statisticCount = take(others, statistics);
  }

  private static int take(List<NDArray> arrays, List<Slot> slots) {
    int from = 0;
    for (NDArray array : arrays) {
      int size = Math.toIntExact(array.size());
      ByteBuffer memory =
          ByteBuffer.allocateDirect(size * Float.BYTES).order(ByteOrder.nativeOrder());
      slots.add(new Slot(array, from, size, memory));
      from += size;
    }
    return from;
  }

  /** Number of weights. */
  int weightCount() {
    return weightCount;
  }

  /** Number of running statistics. */
  int statisticCount() {
    return statisticCount;
  }

  /** A copy of all weights. */
  float[] weights() {
    return read(weights, weightCount);
  }

  /** A copy of all running statistics. */
  float[] statistics() {
    return read(statistics, statisticCount);
  }

  /** Gives the network other weights. */
  void setWeights(float[] values) {
    write(weights, values);
  }

  /** Gives the network other running statistics. */
  void setStatistics(float[] values) {
    write(statistics, values);
  }

  /** Moves the gradients into a flat array and leaves zeros behind for the next step. */
  void takeGradients(float[] target) {
    for (Slot slot : weights) {
      // Each call hands out a new handle on the network's manager, which lives for the whole
      // training: without closing it every step would leak one per parameter.
      try (NDArray gradient = slot.array.getGradient()) {
        // A view of the engine's own memory where it can be had.
        gradient
            .toByteBuffer(true)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer()
            .get(target, slot.from, slot.size);
        gradient.subi(gradient);
      }
    }
  }

  private static float[] read(List<Slot> slots, int count) {
    float[] values = new float[count];
    for (Slot slot : slots) {
      System.arraycopy(slot.array.toFloatArray(), 0, values, slot.from, slot.size);
    }
    return values;
  }

  private static void write(List<Slot> slots, float[] values) {
    for (Slot slot : slots) {
      FloatBuffer view = slot.memory.asFloatBuffer();
      view.put(values, slot.from, slot.size);
      // The engine adopts a direct buffer without copying; handing it the same one each time is
      // free of allocations, where a new one per step would wait for the garbage collector.
      slot.array.set(slot.memory);
    }
  }
}
