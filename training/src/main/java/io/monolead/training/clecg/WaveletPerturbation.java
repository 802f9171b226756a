// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.clecg;

import java.util.SplittableRandom;

/**
 * Disturbs the details of a signal and leaves its coarse course alone (CLECG, DOI
 * 10.1109/LSP.2021.3114119, names wavelets as one of its two augmentations): decompose, make the
 * details of each level stronger or weaker by one factor, lose some of them, compose.
 *
 * @param wavelet whose filters split the signal
 * @param levels number of levels whose details are disturbed
 * @param scaleSpread furthest distance of a level's factor from 1, from 0 to 1
 * @param dropShare probability of a coefficient to be lost, from 0 to 1
 */
public record WaveletPerturbation(
    Wavelet wavelet, int levels, double scaleSpread, double dropShare) {

  public WaveletPerturbation {
    if (levels < 1
        || !(scaleSpread >= 0 && scaleSpread <= 1)
        || !(dropShare >= 0 && dropShare <= 1)) {
      throw new IllegalArgumentException(
          "A perturbation needs a level and a spread and a share from 0 to 1, not "
              + levels
              + ", "
              + scaleSpread
              + ", "
              + dropShare);
    }
  }

  /**
   * Disturbs a signal in place.
   *
   * @param signal samples, of which a part is one lead
   * @param from first sample of the lead
   * @param samples length of the lead
   * @param random source of chance
   * @throws IllegalArgumentException if the lead is too short for so many levels
   */
  public void apply(float[] signal, int from, int samples, SplittableRandom random) {
    double[] lead = new double[samples];
    for (int i = 0; i < samples; i++) {
      lead[i] = signal[from + i];
    }
    WaveletTransform transform = new WaveletTransform(wavelet, levels);
    WaveletCoefficients coefficients = transform.decompose(lead);
    for (double[] detail : coefficients.details()) {
      double factor = 1 + scaleSpread * (2 * random.nextDouble() - 1);
      for (int i = 0; i < detail.length; i++) {
        detail[i] *= random.nextDouble() < dropShare ? 0 : factor;
      }
    }
    double[] disturbed = transform.compose(coefficients);
    for (int i = 0; i < samples; i++) {
      signal[from + i] = (float) disturbed[i];
    }
  }
}
