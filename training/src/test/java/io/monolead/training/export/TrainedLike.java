// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.export;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.monolead.training.network.NetworkBlock;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.network.NetworkWeights;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Weights as training leaves them: norms that scale and shift, running statistics that fit the
 * signals inside. A fresh network's norms do nothing and would hide wrong folding.
 */
final class TrainedLike {
  private static final int PASSES = 25;

  private TrainedLike() {}

  static NetworkWeights weights(NetworkDescription network, long seed) {
    Random random = new Random(seed);
    Map<String, float[]> arrays = new LinkedHashMap<>();
    NetworkWeights.initial(network, seed)
        .arrays()
        .forEach(
            (key, initial) -> {
              float[] values = initial.clone();
              for (int i = 0; i < values.length; i++) {
                if (key.endsWith("norm.weight")) {
                  values[i] = (0.5f + random.nextFloat()) * (endsResidual(key) ? 0.3f : 1);
                } else if (key.endsWith("bias")) {
                  values[i] = 0.3f * (float) random.nextGaussian();
                }
              }
              arrays.put(key, values);
            });
    NetworkBlock block = new NetworkBlock(network);
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      block.initialize(manager, NetworkWeights.of(network, arrays));
      for (int pass = 0; pass < PASSES; pass++) {
        try (NDManager batch = manager.newSubManager()) {
          NDList input =
              new NDList(
                  batch.create(
                      signals(8, network.leads(), 128, random),
                      new Shape(8, network.leads(), 128)));
          block.forward(new ParameterStore(batch, false), input, true);
        }
      }
      return block.weights();
    }
  }

  /**
   * A trained block adds a little to its identity path; otherwise the stream would grow and grow.
   */
  private static boolean endsResidual(String key) {
    return key.endsWith(".third.norm.weight") || key.endsWith(".second.norm.weight");
  }

  /**
   * Signals as different from each other as recordings are: with equal ones the pooled features
   * would hardly vary and the head's norm would do nothing but amplify rounding.
   *
   * @return {@code [item, lead, sample]}
   */
  static float[] signals(int items, int leads, int samples, Random random) {
    float[] signals = new float[items * leads * samples];
    for (int item = 0; item < items; item++) {
      double amplitude = 0.2 + 2 * random.nextDouble();
      double samplesPerBeat = 20 + 100 * random.nextDouble();
      for (int i = item * leads * samples; i < (item + 1) * leads * samples; i++) {
        double wave = Math.pow(Math.sin(Math.PI * i / samplesPerBeat), 9);
        signals[i] = (float) (amplitude * wave + 0.1 * random.nextGaussian());
      }
    }
    return signals;
  }
}
