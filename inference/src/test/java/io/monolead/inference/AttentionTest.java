// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttentionTest {
  private static final int SAMPLES = ScriptedNetwork.SAMPLES;

  /** Logits are mean and maximum; what each sample adds to them: itself, and itself at the peak. */
  private static final String CODE =
      """
      class Network(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def forward(self: __torch__.Network,
          x: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
          logits = torch.flatten(torch.cat([torch.mean(x, [2]), torch.amax(x, [2])], 1), 1, -1)
          peak = torch.to(torch.eq(x, torch.amax(x, [2], True)), 6)
          share = torch.mul(peak, torch.reciprocal(torch.mean(peak, [2], True)))
          map = torch.cat([x, torch.mul(x, share)], 1)
          return (logits, map, torch.zeros_like(logits))
      """;

  private static ModelBundle bundle(String code, int steps) {
    ModelBundle plain = ScriptedNetwork.bundle(ScriptedNetwork.MEAN_AND_MAXIMUM);
    return ModelBundle.of(
        plain.manifest().withAttention(steps),
        plain.modelCard(),
        Map.of(NetworkForm.PLAIN, plain.network()),
        Optional.of(code.getBytes(StandardCharsets.US_ASCII)),
        plain.golden());
  }

  private static ModelBundle bundle() {
    return bundle(CODE, SAMPLES);
  }

  /** 49 samples of 1 and one of 2: mean 51/50, maximum 2; MAX has slope 2, intercept -1. */
  @Test
  void aMapSaysWhatEachStepAddsToALogit() throws Exception {
    float[] windows = new float[10 * SAMPLES];
    Arrays.fill(windows, 1);
    windows[9 * SAMPLES + 30] = 2;
    try (Attention attention = Attention.open(bundle())) {
      List<ActivationMap> maps = attention.maps(windows, 10);

      ActivationMap map = maps.get(9);
      assertThat(map.logits()).containsExactly(1.02f, 2);
      assertThat(map.maps()[0]).hasSize(SAMPLES).startsWith(1, 1).contains(2);
      assertThat(map.maps()[1][30]).isEqualTo(100);
      assertThat(map.maps()[1][29]).isZero();
      assertThat(map.largest(1)).isEqualTo(100);
      // sigmoid(1.02) and sigmoid(2 x 2 - 1)
      assertThat(map.probabilities()[0]).isCloseTo(0.7349726f, within(1e-6f));
      assertThat(map.probabilities()[1]).isCloseTo(0.9525741f, within(1e-6f));
      assertThat(map.remainder(0)).isCloseTo(0, within(1e-6));
      assertThat(map.remainder(1)).isCloseTo(0, within(1e-6));
      assertThat(attention.map(new float[SAMPLES]).logits()).containsExactly(0, 0);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> attention.maps(windows, 11))
          .withMessageContaining("11 windows of 50 values");
    }
  }

  @Test
  void aBundleWithAttentionIsReadAsItWasWrittenAndNothingElseOfItChanges(@TempDir Path folder)
      throws Exception {
    ModelBundle plain = ScriptedNetwork.bundle(ScriptedNetwork.MEAN_AND_MAXIMUM);
    Path file = folder.resolve("model.mlb");
    bundle().write(file);

    ModelBundle read = ModelBundle.read(file);

    assertThat(read.manifest()).isEqualTo(plain.manifest().withAttention(SAMPLES));
    assertThat(read.manifest().formatVersion()).isEqualTo(3);
    assertThat(read.attention().orElseThrow()).asString().isEqualTo(CODE);
    assertThat(read.network()).isEqualTo(plain.network());
    try (Model model = Model.open(read)) {
      assertThat(model.form()).isEqualTo(NetworkForm.PLAIN);
    }
  }

  @Test
  void everyFlippedByteOfTheCodeIsRefused(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("model.mlb");
    bundle().write(file);
    byte[] whole = Files.readAllBytes(file);
    int from = new String(whole, StandardCharsets.ISO_8859_1).indexOf(CODE);
    assertThat(from).isPositive();
    for (int i = from; i < from + CODE.length(); i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= 4;
      Files.write(file, flipped);

      assertThatThrownBy(() -> ModelBundle.read(file))
          .isInstanceOf(BundleException.class)
          .hasMessageContaining("part 'attention.py'");
    }
  }

  /** Files as the releases before attention wrote them. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void bundlesOfEarlierFormatsOpenAndSayThatTheyHoldNoAttention(int format, @TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("old.mlb");
    try (var stream = AttentionTest.class.getResourceAsStream("format-" + format + ".mlb")) {
      Files.write(file, stream.readAllBytes());
    }

    ModelBundle bundle = ModelBundle.read(file);

    assertThat(bundle.manifest().formatVersion()).isEqualTo(format);
    assertThat(bundle.manifest().hasAttention()).isFalse();
    assertThat(bundle.attention()).isEmpty();
    Model.open(bundle).close();
    assertThatThrownBy(() -> Attention.open(bundle))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("mean-and-max 1.0.0 holds no attention")
        .hasMessageContaining("monolead model attention");
    // The same parts still give the same bytes: identities of deployed models do not change.
    byte[] before = Files.readAllBytes(file);
    ModelBundle.of(
            bundle.manifest(),
            bundle.modelCard(),
            bundle.forms().stream().collect(Collectors.toMap(form -> form, bundle::network)),
            bundle.golden())
        .write(file);
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void codeThatGivesOtherProbabilitiesThanTheNetworkIsRefused() {
    String other = CODE.replace("return (logits,", "return (torch.add(logits, 0.1),");
    assertThatThrownBy(() -> Attention.open(bundle(other, SAMPLES)))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("not that of its network: label MEAN of window 0");
  }

  @Test
  void mapsThatDoNotAccountForTheLogitsAreRefused() {
    String other = CODE.replace("torch.cat([x, ", "torch.cat([torch.mul(x, 0.9), ");
    assertThatThrownBy(() -> Attention.open(bundle(other, SAMPLES)))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("does not account for its logits")
        .hasMessageContaining("label MEAN of window 0");
  }

  @Test
  void mapsOfAnotherLengthAndNoTupleAndNoCodeAreRefused() {
    assertThatThrownBy(() -> Attention.open(bundle(CODE, SAMPLES - 1)))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("(1, 2, 50) where (1, 2, 49) was expected");
    assertThatThrownBy(() -> Attention.open(bundle("no code at all", SAMPLES)))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("attention.py cannot be loaded");
    ModelBundle plain = ScriptedNetwork.bundle(ScriptedNetwork.MEAN_AND_MAXIMUM);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ModelBundle.of(
                    plain.manifest().withAttention(3),
                    "",
                    Map.of(NetworkForm.PLAIN, plain.network()),
                    plain.golden()))
        .withMessageContaining("3 steps of attention, but its code is missing");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plain.manifest().withAttention(SAMPLES + 1))
        .withMessageContaining("0 to 50 attentionSteps");
  }

  @Test
  void threadsShareItAndAfterClosingItSaysSo() throws Exception {
    float[] ones = new float[SAMPLES];
    Arrays.fill(ones, 1);
    Attention attention = Attention.open(bundle());
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<ActivationMap>> running = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        running.add(threads.submit(() -> attention.map(ones)));
      }
      for (Future<ActivationMap> each : running) {
        assertThat(each.get().logits()).containsExactly(1, 1);
      }
    } finally {
      threads.shutdownNow();
    }

    attention.close();
    attention.close();

    assertThatThrownBy(() -> attention.map(ones))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("mean-and-max is closed");
  }
}
