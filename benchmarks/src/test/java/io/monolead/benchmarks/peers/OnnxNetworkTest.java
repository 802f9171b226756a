// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.monolead.inference.InferenceEngine;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxNetworkTest {
  private static final int SAMPLES = 1000;
  private static final int COUNT = 32;

  @BeforeAll
  static void startEngine() {
    InferenceEngine.start();
  }

  /** Between them they have every kind of layer of the catalogue. */
  static List<String> networks() {
    return List.of(
        "xresnet1d50", "resnet1d_wang", "seresnet18", "hannun", "densecnn_wang", "inception1d");
  }

  @ParameterizedTest
  @MethodSource("networks")
  void onnxRuntimeComputesTheLogitsOfPyTorch(String name) throws Exception {
    Random random = new Random(7);
    float[] windows = new float[COUNT * SAMPLES];
    for (int i = 0; i < windows.length; i++) {
      windows[i] = (float) random.nextGaussian();
    }
    ServedNetwork network = ServedNetwork.untrained(name, 5, windows);
    float[] expected = Logits.of(network.torchScript(), 1, 5, windows);
    for (OnnxNetwork.Layout layout : OnnxNetwork.Layout.values()) {
      byte[] file = OnnxNetwork.write(network.folded(), SAMPLES, layout);
      try (OnnxPredictor predictor = new OnnxPredictor(file, 1, 1, SAMPLES, COUNT)) {
        float[][] logits = predictor.logits(windows, COUNT);
        float largest = 0;
        for (int i = 0; i < expected.length; i++) {
          assertThat(logits[i / 5][i % 5]).isCloseTo(expected[i], within(1e-4f));
          largest = Math.max(largest, Math.abs(expected[i]));
        }
        // Logits near zero would agree whatever the graph.
        assertThat(largest).isGreaterThan(0.1f);
      }
    }
  }
}
