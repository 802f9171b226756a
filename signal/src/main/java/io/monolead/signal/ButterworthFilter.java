// SPDX-License-Identifier: Apache-2.0
package io.monolead.signal;

/**
 * Butterworth filter as a cascade of second-order sections, by the bilinear transform with the
 * cut-off pre-warped (the design of SciPy's {@code butter(..., output="sos")}; only the order of
 * sections may differ, which changes rounding). Immutable.
 */
final class ButterworthFilter {
  /** Per section b0, b1, b2, a1, a2 and the two states of a unit step long settled. */
  private final double[][] sections;

  private final int extension;

  private ButterworthFilter(int order, double cutoffHz, double samplingRateHz, boolean high) {
    double warped = StrictMath.tan(Math.PI * cutoffHz / samplingRateHz);
    int count = (order + 1) / 2;
    sections = new double[count][];
    double settled = 1;
    for (int i = 0; i < count; i++) {
      boolean first = i == 0 && order % 2 == 1;
      int pair = order % 2 == 1 ? i : i + 1;
      double[] section;
      if (first) {
        // s -> 1 / (s + 1), or s / (s + 1)
        double norm = 1 / (1 + warped);
        double gain = high ? norm : warped * norm;
        section = new double[] {gain, high ? -gain : gain, 0, (warped - 1) * norm, 0, 0, 0};
      } else {
        // Pole pair at angle theta from the negative real axis: s^2 + 2 cos(theta) s + 1.
        double theta =
            order % 2 == 1 ? Math.PI * pair / order : Math.PI * (2 * pair - 1) / (2.0 * order);
        double damping = 2 * StrictMath.cos(theta);
        double norm = 1 / (1 + damping * warped + warped * warped);
        double gain = high ? norm : warped * warped * norm;
        section =
            new double[] {
              gain,
              high ? -2 * gain : 2 * gain,
              gain,
              2 * (warped * warped - 1) * norm,
              (1 - damping * warped + warped * warped) * norm,
              0,
              0
            };
      }
      // Transposed direct form II with input x and output y: z0 = y - b0 x, z1 = b2 x - a2 y.
      double output = high ? 0 : settled;
      section[5] = output - section[0] * settled;
      section[6] = section[2] * settled - section[4] * output;
      settled = output;
      sections[i] = section;
    }
    // SciPy's default: three times the number of coefficients of the whole filter.
    extension = 3 * (order + 1);
  }

  static ButterworthFilter lowPass(int order, double cutoffHz, double samplingRateHz) {
    return new ButterworthFilter(order, cutoffHz, samplingRateHz, false);
  }

  static ButterworthFilter highPass(int order, double cutoffHz, double samplingRateHz) {
    return new ButterworthFilter(order, cutoffHz, samplingRateHz, true);
  }

  /** Samples by which the signal is extended at either end when run both ways. */
  int extension() {
    return extension;
  }

  /** Filters in place, forwards; {@code work} holds at least {@code length} doubles. */
  void causal(float[] signal, int from, int length, double[] work) {
    for (int i = 0; i < length; i++) {
      work[i] = signal[from + i];
    }
    forwards(work, length);
    for (int i = 0; i < length; i++) {
      signal[from + i] = (float) work[i];
    }
  }

  /**
   * Filters in place, forwards and backwards; {@code work} holds at least {@code length + 2
   * extension()} doubles and the signal is longer than {@code extension()}.
   */
  void zeroPhase(float[] signal, int from, int length, double[] work) {
    int last = from + length - 1;
    for (int i = 0; i < extension; i++) {
      work[i] = 2.0 * signal[from] - signal[from + extension - i];
      work[extension + length + i] = 2.0 * signal[last] - signal[last - 1 - i];
    }
    for (int i = 0; i < length; i++) {
      work[extension + i] = signal[from + i];
    }
    int total = length + 2 * extension;
    forwards(work, total);
    reverse(work, total);
    forwards(work, total);
    reverse(work, total);
    for (int i = 0; i < length; i++) {
      signal[from + i] = (float) work[extension + i];
    }
  }

  private void forwards(double[] work, int length) {
    double start = work[0];
    for (double[] section : sections) {
      double b0 = section[0];
      double b1 = section[1];
      double b2 = section[2];
      double a1 = section[3];
      double a2 = section[4];
      double z0 = section[5] * start;
      double z1 = section[6] * start;
      for (int i = 0; i < length; i++) {
        double x = work[i];
        double y = b0 * x + z0;
        // The next sample waits for this sum: what does not need y is added before.
        z0 = (b1 * x + z1) - a1 * y;
        z1 = b2 * x - a2 * y;
        work[i] = y;
      }
    }
  }

  private static void reverse(double[] work, int length) {
    for (int i = 0, k = length - 1; i < k; i++, k--) {
      double swap = work[i];
      work[i] = work[k];
      work[k] = swap;
    }
  }
}
