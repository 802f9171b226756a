// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.clecg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaveletTransformTest {

  @ParameterizedTest
  @CsvSource({"DB1, 21, 2", "DB4, 64, 3", "DB4, 61, 3", "DB6, 101, 3", "DB6, 23, 1"})
  void decomposesAsPyWaveletsDoes(Wavelet wavelet, int samples, int levels) {
    double[] signal = new double[samples];
    for (int i = 0; i < samples; i++) {
      signal[i] = Math.sin(0.37 * (i + 1)) + 0.01 * i;
    }
    double[][] expected =
        GoldenWavelets.transform(wavelet.name().toLowerCase(Locale.ROOT), samples, levels);

    WaveletCoefficients made = new WaveletTransform(wavelet, levels).decompose(signal);

    assertThat(made.approximation()).containsExactly(expected[0], within(1e-11));
    for (int level = 0; level < levels; level++) {
      assertThat(made.details().get(level))
          .as("details of level %d", level + 1)
          .containsExactly(expected[levels - level], within(1e-11));
    }
  }

  @Test
  void takesMeansAndDifferencesOfNeighboursWithHaar() {
    double root = Math.sqrt(2);

    WaveletCoefficients made =
        new WaveletTransform(Wavelet.DB1, 2).decompose(new double[] {4, 2, 5, 5, 1});

    // (4 2) (5 5) (1 and its mirror image 1), then (6 10)/root 2 and (2 and its mirror image).
    assertThat(made.details().get(0)).containsExactly(new double[] {2 / root, 0, 0}, within(1e-14));
    assertThat(made.details().get(1)).containsExactly(new double[] {-2, 0}, within(1e-14));
    assertThat(made.approximation()).containsExactly(new double[] {8, 2}, within(1e-14));
  }

  @Property(tries = 300)
  void composesWhatItDecomposed(
      @ForAll Wavelet wavelet,
      @ForAll @IntRange(min = 2, max = 400) int samples,
      @ForAll @IntRange(min = 1, max = 8) int asked,
      @ForAll long seed) {
    int deepest = wavelet.deepestLevel(samples);
    if (deepest == 0) {
      return;
    }
    WaveletTransform transform = new WaveletTransform(wavelet, Math.min(asked, deepest));
    double[] signal = new SplittableRandom(seed).doubles(samples, -5, 5).toArray();

    double[] composed = transform.compose(transform.decompose(signal));

    assertThat(composed).containsExactly(signal, within(1e-12));
  }

  @Test
  void findsNoDetailsInAStraightLineAwayFromItsEnds() {
    double[] line = new double[200];
    Arrays.setAll(line, i -> 3 - 0.2 * i);

    double[] details = new WaveletTransform(Wavelet.DB4, 1).decompose(line).details().get(0);

    assertThat(Arrays.copyOfRange(details, 4, 99)).containsExactly(new double[95], within(1e-12));
    // At the ends the mirror image bends the line.
    assertThat(Math.abs(details[1])).isGreaterThan(1e-3);
  }

  @Test
  void keepsTheEnergyOfASignalThatIsStillNearItsEnds() {
    double[] signal = new double[300];
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 100; i < 200; i++) {
      signal[i] = random.nextDouble(-1, 1);
    }

    WaveletCoefficients made = new WaveletTransform(Wavelet.DB6, 2).decompose(signal);

    double energy = energy(made.approximation());
    for (double[] detail : made.details()) {
      energy += energy(detail);
    }
    assertThat(energy).isEqualTo(energy(signal), within(1e-12));
  }

  private static double energy(double[] values) {
    return Arrays.stream(values).map(value -> value * value).sum();
  }

  @Test
  void refusesMoreLevelsThanASignalHas() {
    assertThatThrownBy(() -> new WaveletTransform(Wavelet.DB4, 4).decompose(new double[100]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("100 samples has at most 3 levels of DB4, not 4");
    assertThatThrownBy(() -> new WaveletTransform(Wavelet.DB4, 0))
        .hasMessageContaining("at least one level, not 0");
  }
}
