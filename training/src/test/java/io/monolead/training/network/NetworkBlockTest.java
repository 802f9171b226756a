// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkBlockTest {
  private final NDManager manager = NDManager.newBaseManager("PyTorch");

  @AfterEach
  void closeArrays() {
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"resnet1d_wang", "xresnet1d18", "xresnet1d34", "xresnet1d50", "xresnet1d101"})
  void theBlockHasTheParametersAndShapesOfItsDescription(String name) {
    NetworkDescription network = NetworkCatalogue.describe(name, 2, 7);
    NetworkBlock block = NetworkBlock.withFeatures(network);
    block.initialize(manager, DataType.FLOAT32, new Shape(3, 2, 251));

    NDList outputs = forward(block, manager.randomNormal(new Shape(3, 2, 251)), false);

    long parameters =
        block.getParameters().stream()
            .filter(parameter -> parameter.getValue().requiresGradient())
            .mapToLong(parameter -> parameter.getValue().getShape().size())
            .sum();
    assertThat(parameters).isEqualTo(network.parameterCount());
    assertThat(outputs.get(0).getShape()).isEqualTo(new Shape(3, 7));
    assertThat(outputs.get(1).getShape())
        .isEqualTo(new Shape(3, network.shapes(251).get(network.features()).channels()));
    assertThat(block.getOutputShapes(new Shape[] {new Shape(3, 2, 251)}))
        .containsExactly(outputs.get(0).getShape(), outputs.get(1).getShape());
  }

  @Test
  void everyLengthFrom32SamplesWorks() {
    for (String name : NetworkCatalogue.names()) {
      NetworkBlock block = new NetworkBlock(NetworkCatalogue.describe(name, 1, 5));
      block.initialize(manager, NetworkWeights.initial(block.network(), 1));
      for (int samples : new int[] {32, 33, 63, 250, 333}) {
        NDList logits = forward(block, manager.randomNormal(new Shape(2, 1, samples)), false);
        assertThat(logits.singletonOrThrow().getShape()).isEqualTo(new Shape(2, 5));
      }
    }
  }

  @Test
  void djlsOwnInitialisationIsKaimingNormalWithPlainNorms() {
    NetworkBlock block = new NetworkBlock(NetworkCatalogue.describe("xresnet1d101", 12, 5));
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 12, 250));

    assertIsKaimingNormal(block.weights());
  }

  @Test
  void seededInitialisationIsKaimingNormalWithPlainNorms() {
    NetworkDescription network = NetworkCatalogue.describe("xresnet1d101", 12, 5);

    assertIsKaimingNormal(NetworkWeights.initial(network, 42));
    assertThat(NetworkWeights.initial(network, 42).get("stem1.conv", "weight"))
        .isEqualTo(NetworkWeights.initial(network, 42).get("stem1.conv", "weight"))
        .isNotEqualTo(NetworkWeights.initial(network, 43).get("stem1.conv", "weight"));
  }

  /** Standard error of a deviation over n values is 1 / sqrt(2n): 0.6 % for the hidden layer. */
  private static void assertIsKaimingNormal(NetworkWeights weights) {
    assertThat(deviation(weights.get("stage3.block5.second.conv", "weight")))
        .isCloseTo(Math.sqrt(2.0 / (64 * 5)), within(0.002));
    assertThat(deviation(weights.get("head.hidden.linear", "weight")))
        .isCloseTo(Math.sqrt(2.0 / 512), within(0.001));
    weights
        .arrays()
        .forEach(
            (key, values) -> {
              if (key.endsWith(".norm.weight") || key.endsWith("running_var")) {
                assertThat(values).as(key).containsOnly(1f);
              } else if (key.endsWith("bias") || key.endsWith("running_mean")) {
                assertThat(values).as(key).containsOnly(0f);
              }
            });
  }

  @Test
  void concatenatedPoolingPutsTheMaximumFirst() {
    GraphBuilder graph = new GraphBuilder();
    String pooled = graph.add("pool", new Layer.AdaptiveConcatPool(), NetworkDescription.INPUT);
    NDArray input = manager.create(new float[] {1, 2, 6, -1, -2, -6}, new Shape(1, 2, 3));

    assertThat(single(graph, pooled, 2, input)).containsExactly(6, -1, 3, -3);
  }

  /** By hand: 5 samples in pairs are (1, 3), (5, 7), (9); the last mean is of one sample. */
  @Test
  void averagePoolingDividesTheLastStretchByTheSamplesInside() {
    GraphBuilder graph = new GraphBuilder();
    String pooled = graph.add("pool", new Layer.AveragePool(2), NetworkDescription.INPUT);
    NDArray input = manager.create(new float[] {1, 3, 5, 7, 9}, new Shape(1, 1, 5));

    assertThat(single(graph, pooled, 1, input)).containsExactly(2, 6, 9);
  }

  @Test
  void thePaddingOfAMaximumNeverWins() {
    GraphBuilder graph = new GraphBuilder();
    String pooled = graph.add("pool", new Layer.MaxPool(3, 2, 1), NetworkDescription.INPUT);
    NDArray input = manager.create(new float[] {-4, -3, -2, -5}, new Shape(1, 1, 4));

    assertThat(single(graph, pooled, 1, input)).containsExactly(-3, -2);
  }

  private float[] single(GraphBuilder graph, String output, int leads, NDArray input) {
    NetworkDescription network = graph.build("one layer", leads, leads, output, output);
    return forward(new NetworkBlock(network), input, false).singletonOrThrow().toFloatArray();
  }

  /** A batch with mean 5 and unbiased variance 8 moves the statistics a tenth of the way. */
  @Test
  void runningStatisticsFollowWithPyTorchsMomentum() {
    GraphBuilder graph = new GraphBuilder();
    String normed = graph.add("norm", new Layer.BatchNorm(1), NetworkDescription.INPUT);
    NetworkBlock block = new NetworkBlock(graph.build("norm", 1, 1, normed, normed));
    block.initialize(manager, NetworkWeights.initial(block.network(), 1));

    forward(block, manager.create(new float[] {3, 7}, new Shape(2, 1, 1)), true);

    assertThat(block.weights().get("norm", "running_mean")[0]).isCloseTo(0.5f, within(1e-6f));
    assertThat(block.weights().get("norm", "running_var")[0]).isCloseTo(1.7f, within(1e-6f));
  }

  @Test
  void weightsSetAreWeightsRead() {
    NetworkBlock block = new NetworkBlock(NetworkCatalogue.describe("resnet1d_wang", 1, 5));
    NetworkWeights weights = NetworkWeights.initial(block.network(), 7);

    block.initialize(manager, weights);

    NetworkWeights read = block.weights();
    assertThat(read.arrays().keySet()).containsExactlyElementsOf(weights.arrays().keySet());
    weights
        .arrays()
        .forEach((key, values) -> assertThat(read.arrays().get(key)).as(key).isEqualTo(values));
  }

  @Test
  void weightsOfTheWrongSizeAreRefusedByName() {
    NetworkDescription network = NetworkCatalogue.describe("resnet1d_wang", 1, 5);
    Map<String, float[]> arrays = new HashMap<>(NetworkWeights.initial(network, 7).arrays());
    arrays.put("head.output.linear.bias", new float[6]);

    assertThatThrownBy(() -> NetworkWeights.of(network, arrays))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("resnet1d_wang needs 5 values [5] for head.output.linear.bias, but has 6");
  }

  @Test
  void gradientsReachTheFirstLayer() {
    NetworkBlock block = new NetworkBlock(NetworkCatalogue.describe("xresnet1d18", 1, 3));
    block.initialize(manager, NetworkWeights.initial(block.network(), 3));
    NDArray input = manager.randomNormal(new Shape(4, 1, 100));

    try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray loss = forward(block, input, true).singletonOrThrow().square().mean();
      collector.backward(loss);
    }

    for (String key : List.of("stem1.conv.weight", "head.output.linear.bias")) {
      float[] gradient = block.parameter(key).getArray().getGradient().toFloatArray();
      assertThat(deviation(gradient)).as(key).isPositive().isFinite();
    }
  }

  private NDList forward(NetworkBlock block, NDArray input, boolean training) {
    return block.forward(new ParameterStore(manager, false), new NDList(input), training);
  }

  private static double deviation(float[] values) {
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
    }
    double mean = sum / values.length;
    return Math.sqrt(squares / values.length - mean * mean);
  }
}
