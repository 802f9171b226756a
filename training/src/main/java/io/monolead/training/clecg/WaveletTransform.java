// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.clecg;

import java.util.ArrayList;
import java.util.List;

/**
 * The discrete wavelet transform of a signal of any length (S. Mallat, DOI 10.1109/34.192463): each
 * level splits what the level before has left into a coarse half and its details.
 *
 * <p>Beyond its ends a signal goes on as its mirror image, the end sample repeated ({@code ... b a
 * | a b c | c b ...}): a window of an ECG does not go on at its other end, as a periodic signal
 * would. The price is a few coefficients more than samples. Composition gives the signal back.
 */
public final class WaveletTransform {
  private final Wavelet wavelet;
  private final int levels;
  private final double[] scaling;

  /**
   * A transform.
   *
   * @param wavelet whose filters split the signal
   * @param levels number of splits, at least 1; {@code rate / 2^(level + 1)} to {@code rate /
   *     2^level} is about the band of a level's details
   */
  public WaveletTransform(Wavelet wavelet, int levels) {
    if (levels < 1) {
      throw new IllegalArgumentException("A transform has at least one level, not " + levels);
    }
    this.wavelet = wavelet;
    this.levels = levels;
    scaling = wavelet.scalingFilter();
  }

  /**
   * Decomposes a signal.
   *
   * @param signal samples; not written to
   * @throws IllegalArgumentException if the signal is too short for so many levels
   */
  public WaveletCoefficients decompose(double[] signal) {
    int deepest = wavelet.deepestLevel(signal.length);
    if (levels > deepest) {
      throw new IllegalArgumentException(
          "A signal of "
              + signal.length
              + " samples has at most "
              + deepest
              + " levels of "
              + wavelet
              + ", not "
              + levels);
    }
    List<double[]> details = new ArrayList<>();
    double[] coarse = signal;
    for (int level = 0; level < levels; level++) {
      int count = (coarse.length + scaling.length - 1) / 2;
      double[] coarser = new double[count];
      double[] detail = new double[count];
      split(coarse, coarser, detail);
      details.add(detail);
      coarse = coarser;
    }
    return new WaveletCoefficients(signal.length, coarse, details);
  }

  private void split(double[] signal, double[] coarse, double[] detail) {
    int taps = scaling.length;
    for (int k = 0; k < coarse.length; k++) {
      double low = 0;
      double high = 0;
      for (int j = 0; j < taps; j++) {
        double sample = signal[mirrored(2 * k + 1 - j, signal.length)];
        low += scaling[taps - 1 - j] * sample;
        // The quadrature mirror of the scaling filter: reversed, every other sign changed.
        high += (j % 2 == 0 ? -scaling[j] : scaling[j]) * sample;
      }
      coarse[k] = low;
      detail[k] = high;
    }
  }

  private static int mirrored(int index, int samples) {
    int within = Math.floorMod(index, 2 * samples);
    return within < samples ? within : 2 * samples - 1 - within;
  }

  /**
   * Composes the signal of coefficients.
   *
   * @param coefficients as {@link #decompose} of this transform made them, whatever their values
   */
  public double[] compose(WaveletCoefficients coefficients) {
    double[] coarse = coefficients.approximation();
    for (int level = levels - 1; level >= 0; level--) {
      double[] detail = coefficients.details().get(level);
      // The level above had as many samples as its own details, the first those of the signal.
      int samples =
          level == 0 ? coefficients.samples() : coefficients.details().get(level - 1).length;
      coarse = join(coarse, detail, samples);
    }
    return coarse;
  }

  private double[] join(double[] coarse, double[] detail, int samples) {
    int taps = scaling.length;
    double[] signal = new double[samples];
    for (int i = 0; i < samples; i++) {
      double sum = 0;
      // The tap of coefficient k at sample i is i - 2k + taps - 2.
      int last = Math.min(detail.length - 1, (i + taps - 2) / 2);
      for (int k = i / 2; k <= last; k++) {
        int tap = i - 2 * k + taps - 2;
        double mirror = scaling[taps - 1 - tap];
        sum += scaling[tap] * coarse[k] + (tap % 2 == 0 ? mirror : -mirror) * detail[k];
      }
      signal[i] = sum;
    }
    return signal;
  }
}
