// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.monolead.inference.LabelOperatingPoint;
import io.monolead.inference.Model;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.inference.Predictor;
import io.monolead.signal.Conditioning;
import io.monolead.signal.LabelSpace;
import io.monolead.signal.Lead;
import io.monolead.training.network.NetworkBlock;
import io.monolead.training.network.NetworkCatalogue;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.network.NetworkWeights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleExporterTest {
  private static final int SAMPLES = 1000;
  private static final LabelSpace LABELS = new LabelSpace("test", List.of("NORM", "AFIB", "PVC"));
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"resnet1d_wang", "xresnet1d101"})
  void anExportedNetworkGivesTheTrainedBlocksProbabilities(String name) throws Exception {
    NetworkDescription network = NetworkCatalogue.describe(name, 1, LABELS.size());
    NetworkWeights weights = TrainedLike.weights(network, 3);
    float[] windows = TrainedLike.signals(11, 1, SAMPLES, new Random(4));
    Path file = folder.resolve("model.mlb");

    BundleExporter.export(network, weights, manifest(SAMPLES), "# Card\n", windows, file);
    float[] served = new float[11 * LABELS.size()];
    try (Model model = Model.open(file);
        Predictor predictor = model.newPredictor(11)) {
      predictor.predict(windows, 11, served);
    }

    NetworkBlock block = new NetworkBlock(network);
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      block.initialize(manager, weights);
      float[] logits =
          block
              .forward(
                  new ParameterStore(manager, false),
                  new NDList(manager.create(windows, new Shape(11, 1, SAMPLES))),
                  false)
              .singletonOrThrow()
              .toFloatArray();
      for (int i = 0; i < logits.length; i++) {
        double expected = 1 / (1 + Math.exp(-(0.5 * logits[i] - 0.25)));
        assertThat((double) served[i]).isCloseTo(expected, within(1e-5));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet1d_wang", "xresnet1d101"})
  void everyBitOfAScoreIsIndependentOfTheBatch(String name) throws Exception {
    NetworkDescription network = NetworkCatalogue.describe(name, 1, LABELS.size());
    int labels = LABELS.size();
    int distinct = 12;
    float[] windows = TrainedLike.signals(distinct, 1, SAMPLES, new Random(5));
    Random random = new Random(6);
    try (Model model = Model.open(bundle(network));
        Predictor alone = model.newPredictor(1);
        Predictor together = model.newPredictor(20)) {
      float[] expected = new float[distinct * labels];
      float[] one = new float[labels];
      for (int i = 0; i < distinct; i++) {
        float[] window = new float[SAMPLES];
        System.arraycopy(windows, i * SAMPLES, window, 0, SAMPLES);
        alone.predict(window, 1, one);
        System.arraycopy(one, 0, expected, i * labels, labels);
      }

      for (int trial = 0; trial < 8; trial++) {
        int count = 1 + random.nextInt(20);
        int[] chosen = random.ints(count, 0, distinct).toArray();
        float[] batch = new float[count * SAMPLES];
        for (int i = 0; i < count; i++) {
          System.arraycopy(windows, chosen[i] * SAMPLES, batch, i * SAMPLES, SAMPLES);
        }
        float[] probabilities = new float[count * labels];
        together.predict(batch, count, probabilities);
        for (int i = 0; i < count * labels; i++) {
          assertThat(Float.floatToIntBits(probabilities[i]))
              .as("trial %d of %d windows, value %d", trial, count, i)
              .isEqualTo(Float.floatToIntBits(expected[chosen[i / labels] * labels + i % labels]));
        }
      }
    }
  }

  @Test
  void residentMemoryDoesNotGrowWithPredictions() throws Exception {
    Path status = Path.of("/proc/self/status");
    Assumptions.assumeTrue(Files.exists(status), "Resident memory is read from " + status);
    int samples = 100;
    NetworkDescription network = NetworkCatalogue.describe("xresnet1d18", 1, LABELS.size());
    float[] windows = TrainedLike.signals(8, 1, samples, new Random(5));
    float[] probabilities = new float[8 * LABELS.size()];
    ModelBundle bundle =
        BundleExporter.bundle(
            network, NetworkWeights.initial(network, 1), manifest(samples), "", windows);
    try (Model model = Model.open(bundle);
        Predictor predictor = model.newPredictor(8)) {
      for (int i = 0; i < 500; i++) {
        predictor.predict(windows, 8, probabilities);
      }
      long before = residentKilobytes(status);
      for (int i = 0; i < 2000; i++) {
        predictor.predict(windows, 8, probabilities);
      }

      // The Java heap takes some megabytes; intermediate values, if they leaked, 400 and more.
      assertThat(residentKilobytes(status) - before).isLessThan(60_000);
    }
  }

  @Test
  void aNetworkThatDoesNotFitTheManifestIsRefused() {
    NetworkDescription network = NetworkCatalogue.describe("resnet1d_wang", 12, 5);

    assertThatThrownBy(
            () ->
                BundleExporter.bundle(
                    network,
                    NetworkWeights.initial(network, 1),
                    manifest(SAMPLES),
                    "",
                    new float[SAMPLES]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("12 leads and 5 labels")
        .hasMessageContaining("[NORM, AFIB, PVC]");
  }

  private static long residentKilobytes(Path status) throws Exception {
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  private static ModelBundle bundle(NetworkDescription network) throws Exception {
    return BundleExporter.bundle(
        network,
        TrainedLike.weights(network, 3),
        manifest(SAMPLES),
        "",
        TrainedLike.signals(1, 1, SAMPLES, new Random(1)));
  }

  private static ModelManifest manifest(int samples) {
    return new ModelManifest(
        ModelManifest.FORMAT_VERSION,
        "exported",
        "0.1",
        List.of(Lead.I),
        100,
        samples,
        LABELS,
        new Conditioning(100, List.of()),
        LABELS.labels().stream()
            .map(label -> new LabelOperatingPoint(label, 0.5f, 0.5f, -0.25f))
            .toList(),
        Map.of());
  }
}
