// SPDX-License-Identifier: Apache-2.0
package io.monolead.signal;

import io.monolead.signal.SignalQuality.Issue;
import java.util.BitSet;
import java.util.EnumSet;

/**
 * Finds the stretches of a window that are no ECG, from the raw millivolts before conditioning.
 *
 * <p>It looks for the coarse faults that every single-lead device shows and leaves noise to the
 * network: a good recording, noisy or not, has full quality. Stateless; may be shared by threads.
 */
public final class QualityAssessor {
  /**
   * A stretch is flat if its values stay within this range, in millivolts. The quiet part between a
   * T and the next P wave is as still as this at times, but never for {@link #FLAT_SECONDS}.
   */
  public static final float FLAT_RANGE_MILLIVOLTS = 0.01f;

  /** Shortest flat line, in seconds: longer than the quiet part of a beat. */
  public static final double FLAT_SECONDS = 1.0;

  /** Shortest stay at a limit, in seconds. */
  public static final double SATURATION_SECONDS = 0.05;

  /** Fewest samples of a stay at a limit: two equal neighbours at a peak are common. */
  public static final int SATURATION_SAMPLES = 5;

  /**
   * Least range of a window, in millivolts, for its extremes to be taken as the limits of an
   * amplifier; below it equal values are coarse resolution.
   */
  public static final float SATURATION_RANGE_MILLIVOLTS = 1.0f;

  /**
   * Assesses one window.
   *
   * @param millivolts the signal, NaN where a sample is missing
   * @param from first sample of the window; a window shorter than {@link #FLAT_SECONDS} is never
   *     flat
   * @param length samples of the window, at least 1
   * @param samplingRateHz samples per second
   */
  public SignalQuality assess(float[] millivolts, int from, int length, double samplingRateHz) {
    if (length < 1 || !(samplingRateHz > 0)) {
      throw new IllegalArgumentException(
          "Quality needs at least one sample and a rate above 0 Hz, not "
              + length
              + " samples at "
              + samplingRateHz
              + " Hz");
    }
    Findings findings = new Findings(EnumSet.noneOf(Issue.class), new BitSet(length));
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < length; i++) {
      float value = millivolts[from + i];
      if (Float.isNaN(value)) {
        findings.add(Issue.MISSING_SAMPLES, i, i + 1);
      } else if (Float.isInfinite(value)) {
        findings.add(Issue.NON_FINITE, i, i + 1);
      } else {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    int flat = Math.max(2, (int) Math.ceil(FLAT_SECONDS * samplingRateHz));
    findFlatLines(millivolts, from, length, flat, findings);
    if (high - low >= SATURATION_RANGE_MILLIVOLTS) {
      int stuck =
          Math.max(SATURATION_SAMPLES, (int) Math.ceil(SATURATION_SECONDS * samplingRateHz));
      findStays(millivolts, from, length, low, stuck, findings);
      findStays(millivolts, from, length, high, stuck, findings);
    }
    return new SignalQuality(
        (float) (length - findings.unusable.cardinality()) / length, findings.issues);
  }

  private record Findings(EnumSet<Issue> issues, BitSet unusable) {
    void add(Issue issue, int start, int end) {
      issues.add(issue);
      unusable.set(start, end);
    }
  }

  /** Finds stretches of at least so many samples that stay within the range of a flat line. */
  private static void findFlatLines(
      float[] signal, int from, int length, int shortest, Findings findings) {
    int start = 0;
    float low = Float.NaN;
    float high = Float.NaN;
    for (int i = 0; i <= length; i++) {
      float value = i < length ? signal[from + i] : Float.NaN;
      // A comparison with NaN is false, so a missing sample ends a stretch.
      if (value - low <= FLAT_RANGE_MILLIVOLTS && high - value <= FLAT_RANGE_MILLIVOLTS) {
        low = Math.min(low, value);
        high = Math.max(high, value);
        continue;
      }
      if (i - start >= shortest) {
        findings.add(Issue.FLAT_LINE, start, i);
      }
      start = i;
      low = value;
      high = value;
    }
  }

  /** Finds stretches of at least so many samples that lie exactly on a limit. */
  private static void findStays(
      float[] signal, int from, int length, float limit, int shortest, Findings findings) {
    int start = 0;
    for (int i = 0; i <= length; i++) {
      if (i < length && signal[from + i] == limit) {
        continue;
      }
      if (i - start >= shortest) {
        findings.add(Issue.SATURATION, start, i);
      }
      start = i + 1;
    }
  }
}
