// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkDescriptionTest {

  /**
   * Counts of the authors' implementations (ecg_ptbxl_benchmarking), summed by hand per part; those
   * for 9 labels differ from 5 by 4 x 129 weights and biases of the last layer.
   */
  @ParameterizedTest
  @CsvSource({
    "resnet1d_wang, 12, 5, 473349",
    "resnet1d_wang, 12, 71, 481863",
    "resnet1d_wang, 1, 5, 463493",
    "resnet1d_wang, 1, 71, 472007",
    "resnet1d_wang, 1, 9, 464009",
    "xresnet1d101, 12, 5, 1872261",
    "xresnet1d101, 12, 71, 1880775",
    "xresnet1d101, 1, 5, 1870501",
    "xresnet1d101, 1, 71, 1879015",
    "xresnet1d101, 1, 9, 1871017",
    "xresnet1d50, 12, 5, 953989",
    "xresnet1d50, 1, 5, 952229",
    "xresnet1d34, 12, 5, 694661",
    "xresnet1d34, 1, 5, 692901",
    "xresnet1d18, 12, 5, 364933",
    "xresnet1d18, 1, 5, 363173",
    "resnet1d34, 12, 5, 1804293",
    "resnet1d34, 1, 5, 1797253",
    "resnet1d18, 12, 5, 1013765",
    "resnet1d18, 1, 5, 1006725",
    "inception1d, 12, 5, 507653",
    "inception1d, 12, 71, 516167",
    "inception1d, 1, 5, 505541",
    "inception1d, 1, 71, 514055",
    "hannun, 1, 4, 10466148",
    "hannun, 1, 5, 10466405",
    "hannun, 1, 71, 10483367",
    "hannun, 12, 5, 10472037",
    "seresnet18, 12, 5, 8827013",
    "seresnet18, 12, 71, 8860871",
    "seresnet18, 1, 5, 8816453",
    "seresnet18, 1, 71, 8850311",
    "seresnet34, 12, 5, 16760709",
    "seresnet34, 1, 5, 16750149",
    // Summed from the published layers of ResNet-18 and DenseNet-121, in one dimension.
    "resnet1d_liu, 12, 5, 3851397",
    "resnet1d_liu, 1, 5, 3846469",
    "resnet1d_liu, 1, 71, 3880327",
    "densecnn_wang, 12, 5, 5529541",
    "densecnn_wang, 1, 5, 5524613",
    "densecnn_wang, 1, 71, 5592263",
    "xresnet1d101-wide, 12, 5, 33555333",
    "xresnet1d101-wide, 1, 5, 33553573",
    "xresnet1d101-wide, 1, 71, 33562087",
  })
  void parameterCountsAreThoseOfTheAuthors(String name, int leads, int labels, long parameters) {
    NetworkDescription network = NetworkCatalogue.describe(name, leads, labels);

    assertThat(network.parameterCount()).isEqualTo(parameters);
  }

  @ParameterizedTest
  @CsvSource({
    "stem1, 1984",
    "stem2, 5184",
    "stem3, 10368",
    "pool, 0",
    "stage1, 166656",
    "stage2, 216064",
    "stage3, 1242368",
    "stage4, 162048",
    "head, 67589"
  })
  void everyPartOfXresnet1d101HasItsParameters(String stage, long parameters) {
    assertThat(row(NetworkCatalogue.describe("xresnet1d101", 12, 5), 250, stage).parameters())
        .isEqualTo(parameters);
  }

  @ParameterizedTest
  @CsvSource({"stem, 11008", "block1, 131584", "block2, 148224", "block3, 148224", "head, 34309"})
  void everyPartOfResnet1dWangHasItsParameters(String stage, long parameters) {
    assertThat(row(NetworkCatalogue.describe("resnet1d_wang", 12, 5), 250, stage).parameters())
        .isEqualTo(parameters);
  }

  @ParameterizedTest
  @CsvSource({
    "250, 32x125 32x125 64x125 64x63 256x63 256x32 256x16 256x8 5",
    "1000, 32x500 32x500 64x500 64x250 256x250 256x125 256x63 256x32 5"
  })
  void lengthsShrinkThroughXresnet1d101(int samples, String trace) {
    assertThat(trace(NetworkCatalogue.describe("xresnet1d101", 12, 5), samples)).isEqualTo(trace);
  }

  @ParameterizedTest
  @CsvSource({"250, 128x250 128x250 128x125 128x63 5", "1000, 128x1000 128x1000 128x500 128x250 5"})
  void lengthsShrinkThroughResnet1dWang(int samples, String trace) {
    assertThat(trace(NetworkCatalogue.describe("resnet1d_wang", 12, 5), samples)).isEqualTo(trace);
  }

  @ParameterizedTest
  @CsvSource({
    "resnet1d34, 250, 128x125 128x63 128x63 128x32 128x16 128x8 5",
    "seresnet18, 250, 64x125 64x63 64x63 128x32 256x16 512x8 5",
    "seresnet18, 4096, 64x2048 64x1024 64x1024 128x512 256x256 512x128 5",
    "resnet1d_liu, 250, 64x125 64x63 64x63 128x32 256x16 512x8 5"
  })
  void lengthsShrinkThroughResidualNetworks(String name, int samples, String trace) {
    assertThat(trace(NetworkCatalogue.describe(name, 12, 5), samples)).isEqualTo(trace);
  }

  @ParameterizedTest
  @CsvSource({
    "xresnet1d101, 12, 250, 41.1",
    "xresnet1d101, 12, 1000, 162.1",
    "xresnet1d101, 1, 250, 40.9",
    "resnet1d_wang, 12, 250, 63.2",
    "resnet1d_wang, 1, 250, 60.7",
    "inception1d, 12, 250, 117.9",
    "hannun, 1, 250, 68.8"
  })
  void costIsThatOfTheAuthorsNetwork(String name, int leads, int samples, double millions) {
    NetworkDescription network = NetworkCatalogue.describe(name, leads, 5);

    assertThat(network.multiplyAccumulates(samples) / 1e6).isCloseTo(millions, within(0.05));
  }

  @Test
  void featuresAreThePooledSignalBeforeTheHead() {
    assertThat(features("xresnet1d101")).isEqualTo(FeatureShape.vector(512));
    assertThat(features("resnet1d_wang")).isEqualTo(FeatureShape.vector(256));
  }

  @Test
  void theTableShowsShapesParametersAndCost() {
    LayerTable table = LayerTable.of(NetworkCatalogue.describe("resnet1d_wang", 1, 10), 1000);

    assertThat(table.toString())
        .startsWith("resnet1d_wang, input 1x1000")
        .containsPattern("stem\\.conv +128x1000 +896 +896,000")
        .containsPattern("total +464,138 ");
    assertThat(table.byStage().parameters()).isEqualTo(table.parameters());
    assertThat(table.byStage().multiplyAccumulates()).isEqualTo(table.multiplyAccumulates());
  }

  @Test
  void anUnknownNetworkIsRefusedWithTheNamesThatExist() {
    assertThatThrownBy(() -> NetworkCatalogue.describe("resnet", 1, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'resnet'")
        .hasMessageContaining("hannun, inception1d, resnet1d18");
  }

  @Test
  void aSignalTooShortForALayerIsRefusedWithTheLayersName() {
    NetworkDescription network =
        new NetworkDescription(
            "tiny",
            1,
            2,
            List.of(
                new Node(
                    "conv",
                    new Layer.Convolution(1, 2, 9, 1, 0, true),
                    List.of(NetworkDescription.INPUT))),
            "conv",
            "conv");

    assertThatThrownBy(() -> network.shapes(8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tiny at 8 samples, layer conv");
  }

  @Test
  void aValueCannotBeUsedBeforeItExists() {
    assertThatThrownBy(
            () ->
                new NetworkDescription(
                    "tiny",
                    1,
                    1,
                    List.of(new Node("relu", new Layer.Relu(), List.of("later"))),
                    "relu",
                    "relu"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[later]");
  }

  private static FeatureShape features(String name) {
    NetworkDescription network = NetworkCatalogue.describe(name, 1, 5);
    return network.shapes(1000).get(network.features());
  }

  private static LayerTable.Row row(NetworkDescription network, int samples, String stage) {
    return LayerTable.of(network, samples).byStage().rows().stream()
        .filter(row -> row.stage().equals(stage))
        .findFirst()
        .orElseThrow();
  }

  private static String trace(NetworkDescription network, int samples) {
    return String.join(
        " ",
        LayerTable.of(network, samples).byStage().rows().stream()
            .map(row -> row.output().toString())
            .toList());
  }
}
