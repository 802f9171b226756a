// SPDX-License-Identifier: Apache-2.0
package io.monolead.signal.beat;

import java.util.ArrayList;
import java.util.List;

/**
 * A regular heart: at each beat a complex of 1 mV and 60 ms and a T wave of 0.2 mV after it, as
 * Gaussian bells over time, so that R peaks are known exactly.
 */
record Pulses(double beatsPerMinute, double microvolts) {
  private static final double QRS_WIDTH = 0.012;
  private static final double T_WIDTH = 0.035;

  /** Seconds between two beats. */
  double interval() {
    return 60 / beatsPerMinute;
  }

  /** R peaks before a time, in microseconds; the first is half an interval after 0. */
  List<Long> peaks(double seconds) {
    List<Long> peaks = new ArrayList<>();
    for (double at = interval() / 2; at < seconds; at += interval()) {
      peaks.add(Math.round(at * 1e6));
    }
    return peaks;
  }

  /** The signal from a time on, in microvolts. */
  float[] signal(double from, double seconds, double samplingRateHz) {
    float[] signal = new float[(int) Math.round(seconds * samplingRateHz)];
    // Bazett: the QT interval shortens with the root of the interval.
    double toT = 0.28 * Math.sqrt(interval());
    for (int i = 0; i < signal.length; i++) {
      double at = from + i / samplingRateHz;
      double beat = Math.floor(at / interval()) * interval() + interval() / 2;
      double value = 0;
      for (double peak = beat - interval(); peak <= beat + interval(); peak += interval()) {
        value += bell(at - peak, QRS_WIDTH) + 0.2 * bell(at - peak - toT, T_WIDTH);
      }
      signal[i] = (float) (microvolts * value);
    }
    return signal;
  }

  private static double bell(double distance, double width) {
    return Math.exp(-distance * distance / (2 * width * width));
  }
}
