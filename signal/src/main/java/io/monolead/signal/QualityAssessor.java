// SPDX-License-Identifier: Apache-2.0
package io.monolead.signal;

import io.monolead.signal.SignalQuality.Issue;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.Set;

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

  private static final SignalQuality FLAWLESS = new SignalQuality(1, Set.of());

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
    Findings findings = null;
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (int i = from; i < from + length; i++) {
      float value = millivolts[i];
      if (!(Math.abs(value) <= Float.MAX_VALUE)) {
        Issue issue = Float.isNaN(value) ? Issue.MISSING_SAMPLES : Issue.NON_FINITE;
        findings = Findings.with(findings, length, issue, i - from, i - from + 1);
        continue;
      }
      if (value < low) {
        low = value;
      }
      if (value > high) {
        high = value;
      }
    }
    int flat = Math.max(2, (int) Math.ceil(FLAT_SECONDS * samplingRateHz));
    if (mayHoldFlatLine(millivolts, from, length, flat)) {
      findings = findFlatLines(millivolts, from, length, flat, findings);
    }
    if (high - low >= SATURATION_RANGE_MILLIVOLTS) {
      int stuck =
          Math.max(SATURATION_SAMPLES, (int) Math.ceil(SATURATION_SECONDS * samplingRateHz));
      findings = findStays(millivolts, from, length, low, stuck, findings);
      findings = findStays(millivolts, from, length, high, stuck, findings);
    }
    return findings == null
        ? FLAWLESS
        : new SignalQuality(
            (float) (length - findings.unusable.cardinality()) / length, findings.issues);
  }

  /** Made when the first thing is found: of most windows nothing is. */
  private static final class Findings {
    private final EnumSet<Issue> issues = EnumSet.noneOf(Issue.class);
    private final BitSet unusable;

    Findings(int length) {
      unusable = new BitSet(length);
    }

    static Findings with(Findings known, int length, Issue issue, int start, int end) {
      Findings findings = known == null ? new Findings(length) : known;
      findings.issues.add(issue);
      findings.unusable.set(start, end);
      return findings;
    }
  }

  /**
   * Whether the samples can hold a flat line at all. One of at least so many samples covers at
   * least one whole block of half as many, and no block that it covers moves further than it does.
   * A heart beat leaves a block's range after a few samples, so this looks at few of them.
   */
  private static boolean mayHoldFlatLine(float[] signal, int from, int length, int shortest) {
    int block = shortest / 2;
    for (int start = from; start + block <= from + length; start += block) {
      float low = signal[start];
      float high = low;
      int i = start + 1;
      int end = start + block;
      while (i < end && high - low <= FLAT_RANGE_MILLIVOLTS) {
        float value = signal[i++];
        if (value < low) {
          low = value;
        } else if (value > high) {
          high = value;
        }
      }
      // Missing samples do not move the range: then the search proper decides.
      if (high - low <= FLAT_RANGE_MILLIVOLTS) {
        return true;
      }
    }
    return false;
  }

  /** Finds stretches of at least so many samples that stay within the range of a flat line. */
  private static Findings findFlatLines(
      float[] signal, int from, int length, int shortest, Findings known) {
    Findings findings = known;
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
        findings = Findings.with(findings, length, Issue.FLAT_LINE, start, i);
      }
      start = i;
      low = value;
      high = value;
    }
    return findings;
  }

  /**
   * Finds stretches of at least so many samples that lie exactly on a limit. Each holds a sample
   * whose place is a multiple of their shortest length, so only those are looked at first.
   */
  private static Findings findStays(
      float[] signal, int from, int length, float limit, int shortest, Findings known) {
    Findings findings = known;
    for (int probe = shortest - 1; probe < length; probe += shortest) {
      if (signal[from + probe] != limit) {
        continue;
      }
      int start = probe;
      while (start > 0 && signal[from + start - 1] == limit) {
        start--;
      }
      int end = probe + 1;
      while (end < length && signal[from + end] == limit) {
        end++;
      }
      if (end - start >= shortest) {
        findings = Findings.with(findings, length, Issue.SATURATION, start, end);
      }
      // Its other probes would only find it again.
      probe += (end - 1 - probe) / shortest * shortest;
    }
    return findings;
  }
}
