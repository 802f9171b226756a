// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.monolead.inference.ActivationMap;
import io.monolead.inference.Attention;
import io.monolead.inference.LabelOperatingPoint;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.inference.StoredZip;
import io.monolead.signal.Conditioning;
import io.monolead.signal.LabelSpace;
import io.monolead.signal.Lead;
import io.monolead.training.network.Layer;
import io.monolead.training.network.NetworkBlock;
import io.monolead.training.network.NetworkCatalogue;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.network.NetworkWeights;
import io.monolead.training.network.Node;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AttentionTest {
  private static final int LABELS = 3;
  private final NDManager manager = NDManager.newBaseManager("PyTorch");
  @TempDir Path folder;

  @AfterEach
  void closeArrays() {
    manager.close();
  }

  /**
   * Two channels: the signal and its negative, rectified; label = 2 x first - 3 x second + 0.5. For
   * the signal 1, -2, 4, -1 the channels are 1 0 4 0 and 0 2 0 1.
   */
  @Test
  void theMapOfAMeanAndALinearLayerIsTheWeightedSumOfTheChannels() throws Exception {
    NetworkDescription network =
        new NetworkDescription(
            "by-hand",
            1,
            1,
            List.of(
                new Node(
                    "conv",
                    new Layer.Convolution(1, 2, 1, 1, 0, false),
                    List.of(NetworkDescription.INPUT)),
                new Node("relu", new Layer.Relu(), List.of("conv")),
                new Node("pool", new Layer.GlobalAveragePool(), List.of("relu")),
                new Node("out", new Layer.Linear(2, 1), List.of("pool"))),
            "pool",
            "out");
    NetworkWeights weights =
        NetworkWeights.of(
            network,
            Map.of(
                "conv.weight", new float[] {1, -1},
                "out.weight", new float[] {2, -3},
                "out.bias", new float[] {0.5f}));

    List<float[]> outputs = run(network, weights, new float[] {1, -2, 4, -1}, 1, 1);

    assertThat(outputs.get(1)).containsExactly(2, -6, 8, -3);
    assertThat(outputs.get(2)).containsExactly(0.5f);
    // (2 - 6 + 8 - 3) / 4 + 0.5
    assertThat(outputs.get(0)).containsExactly(0.75f);
  }

  /**
   * One channel, the rectified signal 0 2 4 4 (of -1, 2, 4, 4): maximum 4, mean 2.5. Two hidden
   * units: max - mean - 1 = 0.5, which passes, and mean - max = -1.5, which does not. Logit = 4 x
   * 0.5 + 100 x 0 + 0.25 = 2.25. Gains: 4 for the maximum, -4 for the mean; offset 4 x -1 + 0.25 =
   * -3.75. Map: -4 x signal, and at the two steps of the maximum 4 x 4 steps / 2 x 4 more.
   */
  @Test
  void theMapOfMaximumMeanAndAHiddenLayerIsThatOfTheUnitsThatPass() throws Exception {
    NetworkDescription network =
        new NetworkDescription(
            "by-hand",
            1,
            1,
            List.of(
                new Node("relu", new Layer.Relu(), List.of(NetworkDescription.INPUT)),
                new Node("pool", new Layer.AdaptiveConcatPool(), List.of("relu")),
                new Node("flat", new Layer.Flatten(), List.of("pool")),
                new Node("hidden", new Layer.Linear(2, 2), List.of("flat")),
                new Node("hidden.relu", new Layer.Relu(), List.of("hidden")),
                new Node("out", new Layer.Linear(2, 1), List.of("hidden.relu"))),
            "flat",
            "out");
    NetworkWeights weights =
        NetworkWeights.of(
            network,
            Map.of(
                "hidden.weight", new float[] {1, -1, -1, 1},
                "hidden.bias", new float[] {-1, 0},
                "out.weight", new float[] {4, 100},
                "out.bias", new float[] {0.25f}));

    List<float[]> outputs = run(network, weights, new float[] {-1, 2, 4, 4}, 1, 1);

    assertThat(outputs.get(0)).containsExactly(2.25f);
    assertThat(outputs.get(1)).containsExactly(0, -8, 16, 16);
    assertThat(outputs.get(2)).containsExactly(-3.75f);
  }

  /**
   * The engine's automatic differentiation of the head as it was trained, batch norms unfolded: the
   * gradient of a logit by the last signal, times that signal, summed over the channels, times the
   * number of steps (Draelos and Carin 2020, equation 4).
   */
  @ParameterizedTest
  @MethodSource("io.monolead.training.network.NetworkCatalogue#names")
  void everyNetworksMapIsItsGradientTimesItsLastSignalAndAccountsForTheLogit(String name)
      throws Exception {
    NetworkDescription network = NetworkCatalogue.describe(name, 1, LABELS);
    NetworkWeights weights = TrainedLike.weights(network, 5);
    int count = 3;
    int samples = 500;
    float[] windows = TrainedLike.signals(count, 1, samples, new Random(11));

    List<float[]> outputs = run(network, weights, windows, count, 1);

    int steps = TorchScript.attentionSteps(network, samples);
    float[] logits = outputs.get(0);
    float[] maps = outputs.get(1);
    assertThat(maps).hasSize(count * LABELS * steps).doesNotContain(Float.NaN);
    float[][] expected = differentiated(network, weights, windows, count, samples);
    assertThat(logits).hasSameSizeAs(expected[LABELS]);
    for (int i = 0; i < count * LABELS; i++) {
      double sum = 0;
      double largest = 1;
      for (int step = 0; step < steps; step++) {
        sum += maps[i * steps + step];
        largest = Math.max(largest, Math.abs(maps[i * steps + step]));
      }
      assertThat(logits[i]).isCloseTo(expected[LABELS][i], within((float) (1e-4 * largest)));
      assertThat(sum / steps + outputs.get(2)[i]).isCloseTo(logits[i], within(1e-5 * largest));
      for (int step = 0; step < steps; step++) {
        float byGradient = expected[i % LABELS][(i / LABELS) * steps + step];
        assertThat((double) maps[i * steps + step])
            .as("window %d, label %d, step %d", i / LABELS, i % LABELS, step)
            .isCloseTo(byGradient, within(1e-3 * largest));
      }
    }
  }

  /** Of each label {@code [window][step]}; last the logits {@code [window][label]}. */
  private float[][] differentiated(
      NetworkDescription network, NetworkWeights weights, float[] windows, int count, int samples) {
    String pooled = AttentionExpression.pooled(network);
    NetworkBlock block = new NetworkBlock(network, List.of(pooled));
    block.initialize(manager, weights);
    NDArray signal =
        block
            .forward(
                new ParameterStore(manager, false),
                new NDList(manager.create(windows, new Shape(count, 1, samples))),
                false)
            .singletonOrThrow()
            .duplicate();
    List<Node> head = new ArrayList<>();
    boolean inHead = false;
    for (Node node : network.nodes()) {
      inHead |= node.inputs().contains(pooled) && isPool(node.layer());
      if (inHead) {
        head.add(node);
      }
    }
    float[][] maps = new float[LABELS + 1][];
    for (int label = 0; label < LABELS; label++) {
      NDArray leaf = manager.create(signal.toFloatArray(), signal.getShape());
      leaf.setRequiresGradient(true);
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        NDArray logits = head(head, weights, leaf);
        maps[LABELS] = logits.toFloatArray();
        collector.backward(logits.get(":, {}", label).sum());
      }
      maps[label] =
          leaf.getGradient()
              .mul(signal)
              .sum(new int[] {1})
              .mul(signal.getShape().get(2))
              .toFloatArray();
    }
    return maps;
  }

  private static boolean isPool(Layer layer) {
    return layer instanceof Layer.GlobalAveragePool || layer instanceof Layer.AdaptiveConcatPool;
  }

  private NDArray head(List<Node> head, NetworkWeights weights, NDArray signal) {
    NDArray value = signal;
    for (Node node : head) {
      if (node.layer() instanceof Layer.GlobalAveragePool) {
        value = value.mean(new int[] {2});
      } else if (node.layer() instanceof Layer.AdaptiveConcatPool) {
        value = value.max(new int[] {2}).concat(value.mean(new int[] {2}), 1);
      } else if (node.layer() instanceof Layer.BatchNorm norm) {
        NDArray deviation = array(node, "running_var", weights).add(norm.epsilon()).sqrt();
        value =
            value
                .sub(array(node, "running_mean", weights))
                .div(deviation)
                .mul(array(node, "weight", weights))
                .add(array(node, "bias", weights));
      } else if (node.layer() instanceof Layer.Linear linear) {
        NDArray weight =
            manager.create(
                weights.get(node.name(), "weight"), new Shape(linear.outputs(), linear.inputs()));
        value = value.matMul(weight.transpose()).add(array(node, "bias", weights));
      } else if (node.layer() instanceof Layer.Relu) {
        value = value.maximum(0);
      }
    }
    return value;
  }

  private NDArray array(Node node, String parameter, NetworkWeights weights) {
    return manager.create(weights.get(node.name(), parameter));
  }

  @Test
  void aNetworkWhoseHeadIsNotPiecewiseLinearIsRefusedByTheNameOfTheLayer() {
    NetworkDescription network =
        new NetworkDescription(
            "squashed",
            1,
            1,
            List.of(
                new Node("pool", new Layer.GlobalAveragePool(), List.of(NetworkDescription.INPUT)),
                new Node("squash", new Layer.Sigmoid(), List.of("pool")),
                new Node("out", new Layer.Linear(1, 1), List.of("squash"))),
            "pool",
            "out");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TorchScript.attention(
                    new FoldedNetwork(network, NetworkWeights.initial(network, 1))))
        .withMessageContaining("squashed")
        .withMessageContaining("squash is Sigmoid");
  }

  @Test
  void aBundleGetsAttentionAndKeepsEverythingElse() throws Exception {
    int samples = 320;
    NetworkDescription network = NetworkCatalogue.describe("xresnet1d18", 1, LABELS);
    LabelSpace labels = new LabelSpace("test", List.of("NORM", "AFIB", "PVC"));
    ModelManifest manifest =
        new ModelManifest(
            ModelManifest.FORMAT_VERSION,
            "explained",
            "0.1",
            List.of(Lead.I),
            100,
            samples,
            labels,
            new Conditioning(100, List.of()),
            labels.labels().stream()
                .map(label -> new LabelOperatingPoint(label, 0.5f, 0.5f, -0.25f))
                .toList(),
            Map.of("network", "xresnet1d18"));
    float[] windows = TrainedLike.signals(9, 1, samples, new Random(2));
    ModelBundle plain =
        BundleExporter.bundle(
            network,
            TrainedLike.weights(network, 3),
            manifest,
            "# explained 0.1\n\nA card.\n",
            windows);

    ModelBundle made = BundledAttention.add(plain, "0.2");
    ModelBundle again = BundledAttention.add(made);

    assertThat(made.manifest().formatVersion()).isEqualTo(3);
    // A stem and a pool that halve the length, and three stages that do.
    assertThat(made.manifest().attentionSteps()).isEqualTo(10);
    assertThat(made.network()).isEqualTo(plain.network());
    assertThat(made.golden().windows()).isEqualTo(plain.golden().windows());
    assertThat(made.modelCard())
        .startsWith("# explained 0.2\n\nA card.\n\n## Attention\n")
        .contains("10 steps of 0.32 s");
    assertThat(again.sha256()).isEqualTo(made.sha256());
    assertThat(made.bytes() - plain.bytes()).isBetween(1_000L, 30_000L);
    try (Attention attention = Attention.open(made)) {
      List<ActivationMap> maps = attention.maps(windows, 9);
      for (int i = 0; i < 9 * LABELS; i++) {
        ActivationMap map = maps.get(i / LABELS);
        assertThat(map.probabilities()[i % LABELS])
            .isCloseTo(plain.golden().probabilities()[i], within(1e-6f));
        assertThat(Math.abs(map.remainder(i % LABELS)))
            .isLessThan(1e-5 * Math.max(1, map.largest(i % LABELS)));
      }
    }
  }

  private List<float[]> run(
      NetworkDescription network, NetworkWeights weights, float[] windows, int count, int leads)
      throws Exception {
    FoldedNetwork folded = FoldedNetwork.of(network, weights);
    List<String> names = new ArrayList<>(List.of("network/data.pkl", "network/code/__torch__.py"));
    long tensors =
        folded.network().nodes().stream().mapToLong(n -> n.layer().parameters().size()).sum();
    for (int i = 0; i < tensors; i++) {
      names.add("network/data/" + i);
    }
    names.addAll(List.of("network/constants.pkl", "network/version"));
    Map<String, byte[]> parts =
        new LinkedHashMap<>(StoredZip.decode(TorchScript.write(folded), names));
    byte[] code = TorchScript.attention(folded);
    assertThat(new String(code, StandardCharsets.US_ASCII)).isASCII();
    parts.put("network/code/__torch__.py", code);
    Files.write(folder.resolve("attention.pt"), StoredZip.encode(parts));
    try (Model model = Model.newInstance("attention", "PyTorch")) {
      model.load(folder, "attention");
      NDList outputs =
          model
              .getBlock()
              .forward(
                  new ParameterStore(manager, false),
                  new NDList(
                      manager.create(
                          windows, new Shape(count, leads, windows.length / count / leads))),
                  false);
      return outputs.stream().map(NDArray::toFloatArray).toList();
    }
  }
}
