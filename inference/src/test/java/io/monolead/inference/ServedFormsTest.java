// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import static io.monolead.inference.NetworkForm.BFLOAT16;
import static io.monolead.inference.NetworkForm.FLOAT32;
import static io.monolead.inference.NetworkForm.HALF;
import static io.monolead.inference.NetworkForm.INT8;
import static io.monolead.inference.NetworkForm.PLAIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles that hold their network in more than one form. */
class ServedFormsTest {
  private static final int SAMPLES = ScriptedNetwork.SAMPLES;

  /** Off by a hundredth, as a coarser form may be. */
  private static final String NEARLY =
      "return torch.flatten(torch.cat([torch.mul(torch.mean(x, [2]), 1.01), torch.amax(x, [2])],"
          + " 1), 1, -1)";

  private static final String SIZE_OF_BATCH =
      "return torch.add(torch.flatten(torch.cat([torch.mean(x, [2]), torch.amax(x, [2])], 1), 1,"
          + " -1), torch.size(x, 0))";

  private static FormCheck check(NetworkForm form, double goldenChange) {
    return new FormCheck(form, 10, 0.02, 0.001, 0.0001, 0.001, goldenChange);
  }

  private static ModelBundle bundle(NetworkForm form, String body, double goldenChange) {
    ModelBundle plain = ScriptedNetwork.bundle(ScriptedNetwork.MEAN_AND_MAXIMUM);
    return ModelBundle.of(
        plain.manifest().withForms(List.of(check(form, goldenChange))),
        plain.modelCard(),
        Map.of(PLAIN, plain.network(), form, ScriptedNetwork.script(body)),
        plain.golden());
  }

  @Test
  void aBundleWithFormsIsReadAsItWasWritten(@TempDir Path folder) throws Exception {
    ModelBundle bundle = bundle(INT8, NEARLY, 0.002);
    Path file = folder.resolve("model.mlb");
    bundle.write(file);

    ModelBundle read = ModelBundle.read(file);

    assertThat(read.manifest()).isEqualTo(bundle.manifest());
    assertThat(read.manifest().formatVersion()).isEqualTo(2);
    assertThat(read.forms()).containsExactly(PLAIN, INT8);
    assertThat(read.network(INT8)).isEqualTo(ScriptedNetwork.script(NEARLY));
    assertThat(read.network()).isEqualTo(bundle.network());
    assertThat(read.sha256()).isEqualTo(bundle.sha256());
  }

  @Test
  void aBundleHoldsTheFormsThatItsManifestNamesAndNoOthers() {
    ModelBundle plain = ScriptedNetwork.bundle(ScriptedNetwork.MEAN_AND_MAXIMUM);
    ModelManifest named = plain.manifest().withForms(List.of(check(INT8, 0)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelBundle.of(named, "", plain.network(), plain.golden()))
        .withMessageContaining("[PLAIN, INT8]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plain.manifest().withForms(List.of(check(INT8, 0), check(FLOAT32, 0))))
        .withMessageContaining("most exact first");
  }

  @Test
  void theFormThatIsAskedForIsServed() throws Exception {
    ModelBundle bundle = bundle(INT8, NEARLY, 0.002);
    float[] ones = new float[SAMPLES];
    Arrays.fill(ones, 1);
    float[] probabilities = new float[2];

    try (Model model = Model.open(bundle, new ServingOptions("cpu", "int8"));
        Predictor predictor = model.newPredictor(1)) {
      predictor.predict(ones, 1, probabilities);
      assertThat(model.form()).isEqualTo(INT8);
    }

    // sigmoid(1.01)
    assertThat(probabilities[0]).isCloseTo(0.7330203f, within(1e-6f));
  }

  @Test
  void aFormThatStraysFurtherThanItDidWhenItWasMadeIsRefusedAndLeftOutOfTheChoice()
      throws Exception {
    String far = NEARLY.replace("1.01", "1.2");
    ModelBundle bundle = bundle(INT8, far, 0.002);

    assertThatThrownBy(() -> Model.open(bundle, new ServingOptions("cpu", "int8")))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("in form INT8")
        .hasMessageContaining("label MEAN of window 0");
    try (Model model = Model.open(bundle, ServingOptions.FASTEST)) {
      assertThat(model.form()).isEqualTo(PLAIN);
    }
  }

  @Test
  void aFormOrDeviceThatIsNotThereIsAnErrorThatNamesIt() {
    ModelBundle bundle = bundle(INT8, NEARLY, 0.002);
    assertThatThrownBy(() -> Model.open(bundle, new ServingOptions("cpu", "bfloat16")))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("to be served as BFLOAT16, but the bundle holds [PLAIN, INT8]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Model.open(bundle, new ServingOptions("gpu:99", "auto")))
        .withMessageContaining("gpu:99")
        .withMessageContaining("driver");
  }

  @Test
  void devicesAndPrecisionsAreReadFromText() {
    assertThat(ComputeDevice.parse("auto")).isEqualTo(ComputeDevice.AUTO);
    assertThat(ComputeDevice.parse("cpu")).isEqualTo(ComputeDevice.CPU);
    assertThat(ComputeDevice.parse("gpu")).isEqualTo(ComputeDevice.gpu(0));
    assertThat(ComputeDevice.parse("gpu:3")).hasToString("gpu:3");
    assertThat(ComputeDevice.AUTO.among(0)).isEqualTo(ComputeDevice.CPU);
    assertThat(ComputeDevice.AUTO.among(2)).isEqualTo(ComputeDevice.gpu(0));
    assertThatIllegalArgumentException().isThrownBy(() -> ComputeDevice.parse("gpu:-1"));
    assertThatIllegalArgumentException().isThrownBy(() -> new ServingOptions("cpu", "quarter"));
  }

  @Test
  void aCoarserFormIsTakenOnlyWhereItIsClearlyFaster() {
    List<NetworkForm> all = List.of(PLAIN, FLOAT32, BFLOAT16, INT8);
    assertThat(FormRace.choose(all, new double[] {4, 3, 2, 1})).isEqualTo(3);
    assertThat(FormRace.choose(all, new double[] {4, 3, 2, 1.9})).isEqualTo(2);
    assertThat(FormRace.choose(all, new double[] {4, 3, 2.9, 2.8})).isEqualTo(1);
    // The packed float32 form is as exact as the plain one.
    assertThat(FormRace.choose(all, new double[] {4, 4.4, 9, 9})).isEqualTo(1);
    assertThat(FormRace.choose(all, new double[] {4, 6, 9, 9})).isZero();
    // Faster than all that are more exact, not only than the one that was chosen so far.
    assertThat(FormRace.choose(all, new double[] {1, 1.24, 0.99, 9})).isEqualTo(1);
    assertThat(FormRace.choose(all, new double[] {1, 2, 0.85, 0.79})).isZero();
  }

  @Test
  void formsAreOnlyForProcessorsThatComputeThemRight() {
    assertThat(INT8.runsOn(Set.of("avx2"))).isFalse();
    assertThat(INT8.runsOn(Set.of("avx2", "avx_vnni"))).isTrue();
    assertThat(BFLOAT16.runsOn(Set.of("avx512f", "avx512_bf16"))).isTrue();
    assertThat(FLOAT32.runsOn(Set.of())).isTrue();
    assertThat(NetworkForm.values())
        .filteredOn(form -> form.isFor(ComputeDevice.Kind.CPU))
        .containsExactly(PLAIN, FLOAT32, BFLOAT16, INT8);
    assertThat(NetworkForm.values())
        .filteredOn(form -> form.isFor(ComputeDevice.Kind.GPU))
        .containsExactly(PLAIN, HALF);
  }

  @Test
  void tilesAreFilledAsFarAsTheyCan() {
    Tiles tiles = new Tiles(4, 8, 16, 32);
    assertThat(List.of(1, 4, 5, 8, 9, 31, 32, 100))
        .extracting(tiles::next)
        .containsExactly(4, 4, 4, 8, 8, 16, 32, 32);
    assertThat(Tiles.OF_REFERENCE.next(1)).isEqualTo(8);
  }

  @Test
  void onlyTilesThatGiveTheSameBitsAreUsed() throws Exception {
    byte[] same = ScriptedNetwork.script(ScriptedNetwork.MEAN_AND_MAXIMUM);
    try (Model model = Model.load(ScriptedNetwork.manifest(), same)) {
      // Whether 64 are there as well depends on how long they take.
      assertThat(model.tiles().sizes()).startsWith(4, 8, 16, 32);
    }
    byte[] other = ScriptedNetwork.script(SIZE_OF_BATCH);
    try (Model model = Model.load(ScriptedNetwork.manifest(), other)) {
      assertThat(model.tiles()).isEqualTo(Tiles.OF_REFERENCE);
    }
  }

  @Test
  void largeTilesAreUsedWhereTheyPay() {
    Tiles all = new Tiles(4, 8, 16, 32, 64);
    assertThat(all.without(size -> size == 64 ? 96 : 100)).isEqualTo(all);
    assertThat(all.without(size -> size == 64 ? 98 : 100)).isEqualTo(new Tiles(4, 8, 16, 32));
    // Small ones are for batches that are small, whatever they cost.
    assertThat(new Tiles(4, 8).without(size -> 1_000 / size)).isEqualTo(new Tiles(4, 8));
  }

  /** What a GPU's predictor does, on the CPU: the next tile is submitted before one is fetched. */
  @Test
  void twoTilesInFlightGiveTheBitsOfOne() throws Exception {
    int count = 61;
    float[] windows = new float[count * SAMPLES];
    Random random = new Random(1);
    for (int i = 0; i < windows.length; i++) {
      windows[i] = random.nextFloat();
    }
    windows[40 * SAMPLES] = Float.NaN;
    float[] one = new float[count * 2];
    float[] two = new float[count * 2];
    try (Model model = Model.open(ScriptedNetwork.bundle(ScriptedNetwork.MEAN_AND_MAXIMUM));
        Predictor single = model.newPredictor(count, 1);
        Predictor twofold = model.newPredictor(count, 2)) {
      assertThatThrownBy(() -> single.predict(windows, count, one))
          .isInstanceOf(NonFiniteScoreException.class);
      assertThatThrownBy(() -> twofold.predict(windows, count, two))
          .isInstanceOfSatisfying(
              NonFiniteScoreException.class, e -> assertThat(e.windows()).containsExactly(40));
      int held = model.heldArrays();
      for (int i = 0; i < 100; i++) {
        assertThatThrownBy(() -> twofold.predict(windows, count, two))
            .isInstanceOf(NonFiniteScoreException.class);
      }
      assertThat(model.heldArrays()).isEqualTo(held);
    }
    assertThat(two).containsExactly(one);
  }
}
