// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.monolead.inference.NetworkForm;
import io.monolead.training.network.Layer;
import io.monolead.training.network.NetworkBlock;
import io.monolead.training.network.NetworkCatalogue;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.network.NetworkWeights;
import io.monolead.training.network.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TorchScriptTest {
  private final NDManager manager = NDManager.newBaseManager("PyTorch");
  @TempDir Path folder;

  @AfterEach
  void closeArrays() {
    manager.close();
  }

  @ParameterizedTest
  @MethodSource("io.monolead.training.network.NetworkCatalogue#names")
  void theScriptComputesWhatTheTrainedBlockComputes(String name) throws Exception {
    NetworkDescription network = NetworkCatalogue.describe(name, 1, 10);
    NetworkWeights weights = TrainedLike.weights(network, 5);
    FoldedNetwork folded = FoldedNetwork.of(network, weights);

    NetworkBlock foldedBlock = block(folded.network(), folded.weights());
    NetworkBlock trainedBlock = block(network, weights);

    try (Model model = load(TorchScript.write(folded))) {
      for (int[] size : new int[][] {{1, 1000}, {3, 250}, {2, 333}}) {
        NDArray input = input(size[0], 1, size[1]);
        float[] script = forward(model.getBlock(), input);

        assertThat(script).doesNotHaveDuplicates().hasSize(size[0] * 10);
        assertClose(script, forward(foldedBlock, input), value -> value);
        // A hundred layers round by more than that when weights are folded, in the logits.
        assertClose(script, forward(trainedBlock, input), TorchScriptTest::sigmoid);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.monolead.training.network.NetworkCatalogue#names")
  void packedFormsComputeWhatThePlainOneComputes(String name) throws Exception {
    NetworkDescription network = NetworkCatalogue.describe(name, 1, 10);
    NetworkWeights weights = TrainedLike.weights(network, 5);

    try (Model plain = load(NetworkWriter.write(NetworkForm.PLAIN, network, weights));
        Model packed = load(NetworkWriter.write(NetworkForm.FLOAT32, network, weights));
        Model half = load(NetworkWriter.write(NetworkForm.BFLOAT16, network, weights))) {
      for (int[] size : new int[][] {{1, 1000}, {2, 333}}) {
        NDArray input = input(size[0], 1, size[1]);
        float[] expected = forward(plain.getBlock(), input);
        float[] rounded = forward(half.getBlock(), input);

        assertClose(forward(packed.getBlock(), input), expected, TorchScriptTest::sigmoid);
        for (int i = 0; i < expected.length; i++) {
          // Random weights are less forgiving than learned ones, which move by less than 0.01;
          // where sums are carried from block to block these do too, for they stay float32.
          assertThat(sigmoid(rounded[i]))
              .isEqualTo(sigmoid(expected[i]), within(name.equals("hannun") ? 0.01 : 0.05));
        }
      }
    }
  }

  /** Ten bits of fraction instead of bfloat16's seven: an eighth of the error allowed there. */
  @ParameterizedTest
  @MethodSource("io.monolead.training.network.NetworkCatalogue#names")
  void theFormForGpusComputesWhatThePlainOneComputes(String name) throws Exception {
    NetworkDescription network = NetworkCatalogue.describe(name, 1, 10);
    NetworkWeights weights = TrainedLike.weights(network, 5);

    try (Model plain = load(NetworkWriter.write(NetworkForm.PLAIN, network, weights));
        Model half = load(NetworkWriter.write(NetworkForm.HALF, network, weights))) {
      for (int[] size : new int[][] {{1, 1000}, {2, 333}}) {
        NDArray input = input(size[0], 1, size[1]);
        float[] expected = forward(plain.getBlock(), input);
        float[] rounded = forward(half.getBlock(), input);

        assertThat(rounded).isNotEqualTo(expected);
        for (int i = 0; i < expected.length; i++) {
          assertThat(sigmoid(rounded[i])).isEqualTo(sigmoid(expected[i]), within(0.05 / 8));
        }
      }
    }
  }

  /**
   * What eight bits cost depends on the weights. With random ones, which nothing has made robust,
   * the error stays below half of what sets two windows apart.
   */
  @ParameterizedTest
  @MethodSource("io.monolead.training.network.NetworkCatalogue#names")
  void eightBitFormsStayCloseToTheExactNetworkWhereThereIsOne(String name) throws Exception {
    NetworkDescription network = NetworkCatalogue.describe(name, 1, 10);
    FoldedNetwork folded = FoldedNetwork.of(network, TrainedLike.weights(network, 5));
    int samples = 1000;
    int count = 16;
    float[] windows = TrainedLike.signals(count, 1, samples, new Random(11));
    if (!NetworkWriter.hasInt8(folded)) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> NetworkWriter.writeInt8(folded, new ActivationRanges(Map.of()), samples))
          .withMessageContaining("do not work on bytes");
      return;
    }
    ActivationRanges ranges = new RangeFinder(folded, windows, count).ranges(0);

    try (Model plain = load(NetworkWriter.write(NetworkForm.PLAIN, folded));
        Model bytes = load(NetworkWriter.writeInt8(folded, ranges, samples))) {
      NDArray input = manager.create(windows, new Shape(count, 1, samples));
      float[] expected = forward(plain.getBlock(), input);
      float[] rounded = forward(bytes.getBlock(), input);

      double error = 0;
      double spread = 0;
      for (int i = 0; i < expected.length; i++) {
        double fromFirst = expected[i] - expected[i % 10];
        error += Math.pow(rounded[i] - expected[i], 2);
        spread += fromFirst * fromFirst;
      }
      assertThat(Math.sqrt(error / spread)).isLessThan(0.5);
    }
  }

  /** One convolution by hand: 3 x 0.5 + 1 = 2.5 is 255 of a range of 2.5, and so on down. */
  @Test
  void bytesStandForTheirShareOfTheRange() throws Exception {
    NetworkDescription network =
        new NetworkDescription(
            "by-hand",
            1,
            1,
            List.of(
                new Node(
                    "first",
                    new Layer.Convolution(1, 1, 1, 1, 0, true),
                    List.of(NetworkDescription.INPUT)),
                new Node("first.relu", new Layer.Relu(), List.of("first")),
                new Node(
                    "second", new Layer.Convolution(1, 1, 1, 1, 0, false), List.of("first.relu")),
                new Node("second.relu", new Layer.Relu(), List.of("second")),
                new Node("max", new Layer.MaxPool(3, 2, 1), List.of("second.relu")),
                new Node("mean", new Layer.AveragePool(2), List.of("max")),
                new Node("pool", new Layer.GlobalAveragePool(), List.of("mean"))),
            "pool",
            "pool");
    NetworkWeights weights =
        NetworkWeights.of(
            network,
            Map.of(
                "first.weight", new float[] {0.5f},
                "first.bias", new float[] {1},
                "second.weight", new float[] {2}));
    ActivationRanges ranges =
        new ActivationRanges(
            Map.of(
                "first.relu", new ActivationRanges.Range(0, 2.55f),
                "second.relu", new ActivationRanges.Range(0, 5.1f)));

    try (Model bytes =
        load(NetworkWriter.writeInt8(FoldedNetwork.of(network, weights), ranges, 6))) {
      // After the ReLU: 0, 1, 1.5, 2, 2.5, 2.55 (cut off from 3); doubled; maxima of three around
      // every second sample: 2, 4, 5.1; means of two and of the one that is left: 3, 5.1.
      float[] got =
          forward(
              bytes.getBlock(),
              manager.create(new float[] {-2, 0, 1, 2, 3, 4}, new Shape(1, 1, 6)));

      assertThat(got).hasSize(1);
      assertThat(got[0]).isCloseTo((3 + 5.1f) / 2, within(1e-5f));
    }
  }

  /** Values that a convolution must not be written over, though the sum after it takes them. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aValueThatIsStillNeededIsNotWrittenOver(boolean byTheConvolutionItself) throws Exception {
    Layer convolution = new Layer.Convolution(16, 16, 3, 1, 1, true);
    String source = byTheConvolutionItself ? "x" : "y";
    NetworkDescription network =
        new NetworkDescription(
            "reused",
            1,
            32,
            List.of(
                new Node(
                    "stem",
                    new Layer.Convolution(1, 16, 3, 1, 1, true),
                    List.of(NetworkDescription.INPUT)),
                new Node("x", new Layer.Relu(), List.of("stem")),
                new Node("before", convolution, List.of("x")),
                new Node("y", new Layer.Relu(), List.of("before")),
                new Node("conv", convolution, List.of(source)),
                // Taken between the convolution and the sum.
                new Node(
                    "pool", new Layer.MaxPool(3, 1, 1), List.of(source.equals("x") ? "y" : "x")),
                new Node("sum", new Layer.Add(), List.of("conv", "x")),
                new Node("relu", new Layer.Relu(), List.of("sum")),
                new Node("both", new Layer.Concat(2), List.of("pool", "relu")),
                new Node("mean", new Layer.GlobalAveragePool(), List.of("both"))),
            "mean",
            "mean");
    NetworkWeights weights = TrainedLike.weights(network, 1);

    try (Model plain = load(NetworkWriter.write(NetworkForm.PLAIN, network, weights));
        Model packed = load(NetworkWriter.write(NetworkForm.FLOAT32, network, weights))) {
      NDArray input = input(3, 1, 100);
      assertClose(
          forward(packed.getBlock(), input), forward(plain.getBlock(), input), value -> value);
    }
  }

  @Test
  void aWrittenNetworkIsReadBackAndNoOther() {
    NetworkDescription network = NetworkCatalogue.describe("xresnet1d18", 1, 10);
    NetworkWeights weights = TrainedLike.weights(network, 3);
    byte[] file = TorchScript.write(network, weights);

    assertThat(TorchScript.write(TorchScript.read(network, file))).isEqualTo(file);
    assertThat(TorchScript.read(network, file).weights().arrays().keySet())
        .isEqualTo(FoldedNetwork.of(network, weights).weights().arrays().keySet());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TorchScript.read(NetworkCatalogue.describe("xresnet1d34", 1, 10), file));
  }

  @Test
  void logitsOfResnet1dWangAreEqualForTwelveLeads() throws Exception {
    NetworkDescription network = NetworkCatalogue.describe("resnet1d_wang", 12, 71);
    NetworkWeights weights = TrainedLike.weights(network, 6);
    NDArray input = input(4, 12, 250);

    try (Model model = load(TorchScript.write(network, weights))) {
      float[] script = forward(model.getBlock(), input);

      assertClose(script, forward(block(network, weights), input), value -> value);
    }
  }

  @Test
  void aNormWithoutNeighbourToFoldIntoStaysAndComputesTheSame() throws Exception {
    // Pre-activation order, as in DenseNet: the norm feeds a padded convolution.
    NetworkDescription network =
        new NetworkDescription(
            "preactivated",
            2,
            2,
            List.of(
                new Node("norm", new Layer.BatchNorm(2), List.of(NetworkDescription.INPUT)),
                new Node("conv", new Layer.Convolution(2, 2, 3, 1, 1, true), List.of("norm")),
                new Node("add", new Layer.Add(), List.of("conv", "norm"))),
            "norm",
            "add");
    NetworkWeights weights = TrainedLike.weights(network, 1);
    NDArray input = input(2, 2, 40);

    assertThat(FoldedNetwork.of(network, weights).network().nodes()).hasSize(3);
    try (Model model = load(TorchScript.write(network, weights))) {
      float[] script = forward(model.getBlock(), input);

      assertClose(script, forward(block(network, weights), input), value -> value);
    }
  }

  private NDArray input(int items, int leads, int samples) {
    return manager.create(
        TrainedLike.signals(items, leads, samples, new Random(11)),
        new Shape(items, leads, samples));
  }

  private NetworkBlock block(NetworkDescription network, NetworkWeights weights) {
    NetworkBlock block = new NetworkBlock(network);
    block.initialize(manager, weights);
    return block;
  }

  private static void assertClose(float[] actual, float[] expected, DoubleUnaryOperator scale) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(scale.applyAsDouble(actual[i]))
          .as("value %d", i)
          .isCloseTo(
              scale.applyAsDouble(expected[i]),
              within(1e-5 * Math.max(1, Math.abs(scale.applyAsDouble(expected[i])))));
    }
  }

  private static double sigmoid(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  @Test
  void foldingLeavesNoNormAndNoDropoutInTheseNetworks() {
    // Not in those that normalise before they convolve: hannun and densecnn_wang.
    for (String name : List.of("resnet1d34", "resnet1d_wang", "seresnet18", "xresnet1d101")) {
      NetworkDescription network = NetworkCatalogue.describe(name, 1, 10);

      NetworkDescription folded =
          FoldedNetwork.of(network, NetworkWeights.initial(network, 1)).network();

      assertThat(folded.nodes())
          .extracting(Node::layer)
          .noneMatch(Layer.BatchNorm.class::isInstance)
          .noneMatch(Layer.Dropout.class::isInstance);
      assertThat(folded.features()).isEqualTo(network.features());
    }
  }

  @Test
  void theSameWeightsGiveTheSameBytes() {
    NetworkDescription network = NetworkCatalogue.describe("xresnet1d18", 1, 10);

    byte[] file = TorchScript.write(network, NetworkWeights.initial(network, 3));

    assertThat(file).isEqualTo(TorchScript.write(network, NetworkWeights.initial(network, 3)));
    assertThat(file).isNotEqualTo(TorchScript.write(network, NetworkWeights.initial(network, 4)));
  }

  private Model load(byte[] file) throws Exception {
    Files.write(folder.resolve("network.pt"), file);
    Model model = Model.newInstance("network", "PyTorch");
    model.load(folder, "network");
    return model;
  }

  private float[] forward(Block block, NDArray input) {
    return block
        .forward(new ParameterStore(manager, false), new NDList(input), false)
        .singletonOrThrow()
        .toFloatArray();
  }
}
