// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.clecg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WaveletPerturbationTest {
  private static final int SAMPLES = 96;

  private static float[] noise() {
    SplittableRandom random = new SplittableRandom(8);
    float[] signal = new float[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      signal[i] = (float) random.nextDouble(-2, 2);
    }
    return signal;
  }

  private static WaveletCoefficients coefficients(Wavelet wavelet, int levels, float[] signal) {
    double[] samples = new double[signal.length];
    Arrays.setAll(samples, i -> signal[i]);
    return new WaveletTransform(wavelet, levels).decompose(samples);
  }

  private static float[] disturbed(WaveletPerturbation perturbation, int seed) {
    float[] signal = noise();
    perturbation.apply(signal, 0, SAMPLES, new SplittableRandom(seed));
    return signal;
  }

  @Test
  void leavesASignalAsItIsWhenNothingIsDisturbed() {
    assertThat(disturbed(new WaveletPerturbation(Wavelet.DB4, 3, 0, 0), 1))
        .containsExactly(noise(), within(1e-6f));
  }

  @Test
  void smoothsASignalThatLosesAllDetails() {
    float[] smooth = disturbed(new WaveletPerturbation(Wavelet.DB1, 2, 0.3, 1), 1);

    // Without Haar's details of two levels, four neighbours share their mean.
    float[] signal = noise();
    for (int from = 0; from < SAMPLES; from += 4) {
      float mean = (signal[from] + signal[from + 1] + signal[from + 2] + signal[from + 3]) / 4;
      for (int i = from; i < from + 4; i++) {
        assertThat(smooth[i]).isEqualTo(mean, within(1e-6f));
      }
    }
  }

  @Test
  void scalesTheDetailsOfALevelAlikeAndLeavesTheApproximation() {
    // Haar's filter does not overlap: coefficients can be read off again. 96 = 3 x 32.
    WaveletCoefficients before = coefficients(Wavelet.DB1, 3, noise());
    double least = 2;
    double most = 0;
    for (int seed = 0; seed < 200; seed++) {
      WaveletCoefficients after =
          coefficients(
              Wavelet.DB1, 3, disturbed(new WaveletPerturbation(Wavelet.DB1, 3, 0.4, 0), seed));

      assertThat(after.approximation()).containsExactly(before.approximation(), within(1e-5));
      double[] factors = new double[3];
      for (int level = 0; level < 3; level++) {
        double[] then = before.details().get(level);
        double[] now = after.details().get(level);
        factors[level] = now[0] / then[0];
        for (int i = 0; i < then.length; i++) {
          assertThat(now[i]).isEqualTo(factors[level] * then[i], within(1e-4));
        }
        least = Math.min(least, factors[level]);
        most = Math.max(most, factors[level]);
      }
      assertThat(factors[0]).as("levels differ").isNotEqualTo(factors[1]);
    }

    assertThat(least).isBetween(0.5999, 0.62);
    assertThat(most).isBetween(1.38, 1.4001);
  }

  @Test
  void losesAboutTheShareOfDetailsAskedFor() {
    int lost = 0;
    int all = 0;
    for (int seed = 0; seed < 100; seed++) {
      WaveletCoefficients after =
          coefficients(
              Wavelet.DB1, 3, disturbed(new WaveletPerturbation(Wavelet.DB1, 3, 0, 0.25), seed));
      for (double[] detail : after.details()) {
        all += detail.length;
        lost += (int) Arrays.stream(detail).filter(value -> Math.abs(value) < 1e-5).count();
      }
    }

    // 8400 draws: the deviation of the share is 0.005.
    assertThat(lost / (double) all).isBetween(0.23, 0.27);
  }

  @Test
  void touchesOnlyTheLeadItIsGiven() {
    float[] signal = Arrays.copyOf(noise(), SAMPLES);
    float[] before = signal.clone();

    new WaveletPerturbation(Wavelet.DB4, 2, 0.5, 0.2)
        .apply(signal, 30, 40, new SplittableRandom(3));

    assertThat(Arrays.copyOf(signal, 30)).isEqualTo(Arrays.copyOf(before, 30));
    assertThat(Arrays.copyOfRange(signal, 70, SAMPLES))
        .isEqualTo(Arrays.copyOfRange(before, 70, SAMPLES));
    assertThat(Arrays.copyOfRange(signal, 30, 70)).isNotEqualTo(Arrays.copyOfRange(before, 30, 70));
  }

  @Test
  void refusesWhatIsNoShare() {
    assertThatThrownBy(() -> new WaveletPerturbation(Wavelet.DB4, 0, 0.1, 0.1))
        .hasMessageContaining("not 0, 0.1, 0.1");
    assertThatThrownBy(() -> new WaveletPerturbation(Wavelet.DB4, 1, 1.5, 0.1))
        .hasMessageContaining("not 1, 1.5, 0.1");
    assertThatThrownBy(() -> new WaveletPerturbation(Wavelet.DB4, 1, 0.1, -0.1))
        .hasMessageContaining("not 1, 0.1, -0.1");
  }
}
