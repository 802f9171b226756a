// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.monolead.training.data.WindowSet;
import java.nio.FloatBuffer;

/** Runs a network on whole windows, without dropout and with running statistics. */
final class NetworkLogits {
  private static final int BATCH = 64;

  private NetworkLogits() {}

  /**
   * The logits of all windows.
   *
   * @param manager parent of the short-lived managers that hold each batch
   * @return {@code [recording][label]}, flat
   */
  static float[] of(Block network, NDManager manager, WindowSet windows) {
    int labels = windows.labelSpace().size();
    float[] logits = new float[windows.size() * labels];
    for (int first = 0; first < windows.size(); first += BATCH) {
      int count = Math.min(BATCH, windows.size() - first);
      FloatBuffer input =
          FloatBuffer.wrap(windows.signals(), first * windows.stride(), count * windows.stride());
      try (NDManager batch = manager.newSubManager()) {
        NDArray signals =
            batch.create(input, new Shape(count, windows.leads().size(), windows.windowSamples()));
        float[] values =
            network
                .forward(new ParameterStore(batch, false), new NDList(signals), false)
                .singletonOrThrow()
                .toFloatArray();
        System.arraycopy(values, 0, logits, first * labels, values.length);
      }
    }
    return logits;
  }
}
