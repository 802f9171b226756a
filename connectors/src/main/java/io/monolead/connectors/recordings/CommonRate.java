// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.recordings;

import io.monolead.signal.Resampler;
import java.util.Arrays;
import java.util.List;

/**
 * Brings signals of several sampling rates to the highest among them, since the leads of a
 * recording share one. Signals that have it already keep their samples, bit by bit.
 */
public final class CommonRate {
  /** A lead is never sampled so much slower than another. */
  public static final double LARGEST_FACTOR = 16;

  private static final double SAME_RATE = 1e-9;

  /** A hundred times what pacemaker detectors need. */
  private static final double HIGHEST_HZ = 1e6;

  /** One sample an hour is no signal. */
  private static final double LOWEST_HZ = 1e-3;

  private CommonRate() {}

  /**
   * The same rate, if it can be one.
   *
   * @param file for the message
   * @throws RecordingFormatException if it is not between 0.001 Hz and 1 MHz
   */
  public static double plausible(double rateHz, String file) throws RecordingFormatException {
    if (!(rateHz >= LOWEST_HZ && rateHz <= HIGHEST_HZ)) {
      throw new RecordingFormatException(
          file + ": a sampling rate of " + rateHz + " Hz; 0.001 Hz to 1 MHz are read");
    }
    return rateHz;
  }

  /** The highest of some rates in hertz. */
  public static double highest(List<Double> ratesHz) {
    return ratesHz.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  /**
   * Resamples one signal with a {@link Resampler}. A missing sample stays missing: whatever lies
   * nearest to one is missing in the result, and nothing else is touched by it but the filter's
   * reach.
   *
   * @param signal with NaN for missing samples; left as it is
   * @param fromHz its rate
   * @param toHz the new one, not lower
   * @param samples of the result; where the signal has fewer they are missing
   * @return the signal itself if nothing changes
   * @throws IllegalArgumentException if the rates are more than {@link #LARGEST_FACTOR} apart
   */
  public static float[] raise(float[] signal, double fromHz, double toHz, int samples) {
    if (toHz > fromHz * LARGEST_FACTOR) {
      throw new IllegalArgumentException(
          "Rates of " + fromHz + " Hz and " + toHz + " Hz are too far apart");
    }
    if (Math.abs(toHz / fromHz - 1) < SAME_RATE) {
      return signal.length == samples ? signal : fitted(signal, samples);
    }
    float[] bridged = bridged(signal);
    float[] raised = fitted(Resampler.of(fromHz, toHz).resample(bridged), samples);
    if (bridged != signal) {
      for (int i = 0; i < raised.length; i++) {
        int nearest = (int) Math.min(signal.length - 1, Math.round(i * fromHz / toHz));
        if (Float.isNaN(signal[nearest])) {
          raised[i] = Float.NaN;
        }
      }
    }
    return raised;
  }

  private static float[] fitted(float[] signal, int samples) {
    float[] fitted = Arrays.copyOf(signal, samples);
    Arrays.fill(fitted, Math.min(signal.length, samples), samples, Float.NaN);
    return fitted;
  }

  /** The signal with straight lines over what is missing; itself if nothing is. */
  private static float[] bridged(float[] signal) {
    int first = 0;
    while (first < signal.length && !Float.isNaN(signal[first])) {
      first++;
    }
    if (first == signal.length) {
      return signal;
    }
    float[] bridged = signal.clone();
    int known = -1;
    for (int i = 0; i <= signal.length; i++) {
      if (i < signal.length && Float.isNaN(signal[i])) {
        continue;
      }
      if (i - known > 1) {
        float after = i < signal.length ? signal[i] : known < 0 ? 0 : signal[known];
        float before = known < 0 ? after : signal[known];
        for (int j = known + 1; j < i; j++) {
          float share = (float) (j - known) / (i - known);
          bridged[j] = before + (after - before) * share;
        }
      }
      known = i;
    }
    return bridged;
  }
}
