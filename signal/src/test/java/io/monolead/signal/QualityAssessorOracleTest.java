// SPDX-License-Identifier: Apache-2.0
package io.monolead.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.signal.SignalQuality.Issue;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * The assessor skips samples that cannot matter; here it is held against one that looks at every
 * sample, by the definitions alone.
 */
class QualityAssessorOracleTest {
  private final QualityAssessor assessor = new QualityAssessor();

  /** Quiet and restless stretches, plateaus at the limits, holes and infinities, of any length. */
  private static float[] window(Random random, int length) {
    float[] window = new float[length];
    float value = 0;
    for (int i = 0; i < length; ) {
      int end = Math.min(length, i + 1 + random.nextInt(Math.max(1, length / 2)));
      int kind = random.nextInt(8);
      for (; i < end; i++) {
        switch (kind) {
          case 0 -> value = Float.NaN;
          case 1 -> value = 2.5f;
          case 2 -> value = -1.5f;
          case 3 -> value = random.nextInt(20) == 0 ? Float.POSITIVE_INFINITY : 0.1f;
          case 4 -> value = 0.3f + random.nextInt(4) * 0.0034f;
          case 5 -> value = -0.0f;
          default -> value = (float) (random.nextGaussian() * (kind == 6 ? 0.004 : 0.5));
        }
        window[i] = value;
      }
    }
    return window;
  }

  @Property(tries = 4000)
  void saysWhatOneSaysThatLooksAtEverySample(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 700) int length,
      @ForAll @IntRange(min = 1, max = 200) int rateHz) {
    float[] window = window(new Random(seed), length + 3);
    assertThat(assessor.assess(window, 2, length, rateHz))
        .isEqualTo(EverySample.assess(window, 2, length, rateHz));
  }

  private static final class EverySample {
    private static final float FLAT_RANGE_MILLIVOLTS = 0.01f;
    private static final double FLAT_SECONDS = 1.0;
    private static final double SATURATION_SECONDS = 0.05;
    private static final int SATURATION_SAMPLES = 5;
    private static final float SATURATION_RANGE_MILLIVOLTS = 1.0f;

    static SignalQuality assess(float[] millivolts, int from, int length, double samplingRateHz) {
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
}
