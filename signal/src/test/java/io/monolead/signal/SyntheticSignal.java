// SPDX-License-Identifier: Apache-2.0
package io.monolead.signal;

/** The signal that make-golden.py computes the expected values from. */
final class SyntheticSignal {
  private SyntheticSignal() {}

  static float[] of(int samples, double samplingRateHz) {
    float[] signal = new float[samples];
    for (int i = 0; i < samples; i++) {
      double t = i / samplingRateHz;
      double x = 0.8 * Math.sin(2 * Math.PI * 1.3 * t);
      x += 0.25 * Math.sin(2 * Math.PI * 17.0 * t + 0.5);
      x += (t > 1.5 ? 0.7 : 0) + 0.1 * t;
      signal[i] = (float) x;
    }
    return signal;
  }
}
