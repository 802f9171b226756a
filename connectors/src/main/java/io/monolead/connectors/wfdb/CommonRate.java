// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import io.monolead.signal.Resampler;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * Brings a signal of fewer samples per frame to the rate of one with more, as leads of a recording
 * share one rate.
 *
 * <p>The polyphase filter of {@link Resampler} over the signal, held at its first and last sample
 * beyond its ends. The filter needs a number everywhere: the value before stands in for a missing
 * sample, and every new sample next to which one was missing is missing too.
 */
final class CommonRate {
  /** Samples on each side that a filter of the resampler reaches when it makes more of them. */
  private static final int REACH = 10;

  /** Rates of a ratio of larger terms are hardly those of leads of one recording. */
  private static final int LARGEST_TERM = 1000;

  private final int from;
  private final Resampler resampler;
  private final int pad;

  /**
   * From one number of samples per frame to another.
   *
   * @param from at least 1
   * @param to at least {@code from}
   */
  CommonRate(int from, int to) {
    this.from = from;
    resampler = Resampler.ofRatio(to, from);
    // So many that a whole number of new samples comes out of them.
    pad = (REACH + resampler.down() - 1) / resampler.down() * resampler.down();
  }

  /** Whether the ratio of two numbers of samples per frame is simple enough. */
  static boolean isPossible(int from, int to) {
    int divisor = BigInteger.valueOf(from).gcd(BigInteger.valueOf(to)).intValue();
    return Math.max(from, to) / divisor <= LARGEST_TERM;
  }

  /** Samples per frame of the signals that this takes. */
  int from() {
    return from;
  }

  /**
   * The signal at the other rate.
   *
   * @param signal NaN where a sample is missing
   * @param length of the result
   */
  float[] apply(float[] signal, int length) {
    if (resampler.isIdentity()) {
      return signal;
    }
    float[] result = new float[length];
    float[] padded = filled(signal);
    float[] resampled = resampler.resample(padded);
    System.arraycopy(resampled, pad / resampler.down() * resampler.up(), result, 0, length);
    for (int i = 0; i < length; i++) {
      long position = (long) i * resampler.down();
      int before = (int) (position / resampler.up());
      boolean between = position % resampler.up() != 0;
      int after = between ? Math.min(before + 1, signal.length - 1) : before;
      if (Float.isNaN(signal[before]) || Float.isNaN(signal[after])) {
        result[i] = Float.NaN;
      }
    }
    return result;
  }

  /** The signal without gaps, with its end values on both sides. */
  private float[] filled(float[] signal) {
    float[] filled = new float[signal.length + 2 * pad];
    float value = 0;
    for (float sample : signal) {
      if (!Float.isNaN(sample)) {
        value = sample;
        break;
      }
    }
    Arrays.fill(filled, 0, pad, value);
    for (int i = 0; i < signal.length; i++) {
      value = Float.isNaN(signal[i]) ? value : signal[i];
      filled[pad + i] = value;
    }
    Arrays.fill(filled, pad + signal.length, filled.length, value);
    return filled;
  }
}
