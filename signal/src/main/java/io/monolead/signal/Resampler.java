// SPDX-License-Identifier: Apache-2.0
package io.monolead.signal;

import java.util.Arrays;

/**
 * Changes the sampling rate of a signal by a rational factor with a polyphase filter.
 *
 * <p>Equal to SciPy's {@code resample_poly(x, up, down)} with its defaults: a windowed-sinc
 * low-pass of {@code 20 max(up, down) + 1} taps cut off at the lower of the two Nyquist
 * frequencies, Kaiser window of beta 5.0, zeros beyond both ends, no delay (the first sample of the
 * output lies at the time of the first of the input). Taps are kept in float and summed in double:
 * results agree with SciPy's double arithmetic to about 1e-7 of the signal's amplitude.
 *
 * <p>Immutable; one instance may be shared by any number of threads. Building one costs about
 * {@code 20 max(up, down)} evaluations of a Bessel function and as many floats of memory, so keep
 * it for as long as the pair of rates is in use.
 */
public final class Resampler {
  /**
   * Largest numerator or denominator of the ratio of two rates. Enough to be exact for 333.33 Hz to
   * 100 Hz (10000/33333); beyond it the nearest simpler fraction is used, wrong by less than 2e-5,
   * which is 0.2 ms in a window of 10 s.
   */
  static final int LARGEST_TERM = 50_000;

  private static final double SAME_RATIO = 1e-10;
  private static final double LARGEST_RATIO = 1000;
  private static final double KAISER_BETA = 5.0;
  private static final int HALF_TAPS_PER_RATE = 10;
  private static final int SUMS = 4;
  private static final int FEWEST_IN_LANE = 16;

  private final int up;
  private final int down;
  private final int half;

  /** Taps of phase p, in the order of the input samples they meet, at [p * tapsPerPhase]. */
  private final float[] phases;

  private final int tapsPerPhase;

  private Resampler(int up, int down) {
    this.up = up;
    this.down = down;
    this.half = HALF_TAPS_PER_RATE * Math.max(up, down);
    if (up == 1 && down == 1) {
      this.phases = new float[] {1};
      this.tapsPerPhase = 1;
      return;
    }
    double[] taps = lowPass(half, 1.0 / Math.max(up, down), up);
    // Output n meets input i at tap half + n*down - i*up. Let phase be (half + n*down) mod up and
    // last the newest input sample: taps phase, phase + up, ... meet last, last - 1, ...
    this.tapsPerPhase = (taps.length + up - 1) / up;
    this.phases = new float[tapsPerPhase * up];
    for (int phase = 0; phase < up; phase++) {
      for (int k = 0; k < tapsPerPhase; k++) {
        int tap = phase + k * up;
        phases[phase * tapsPerPhase + tapsPerPhase - 1 - k] =
            tap < taps.length ? (float) taps[tap] : 0;
      }
    }
  }

  /**
   * A resampler from one rate to another, both in samples per second.
   *
   * @throws IllegalArgumentException if a rate is not a positive number or one is more than a
   *     thousand times the other
   */
  public static Resampler of(double fromHz, double toHz) {
    double ratio = toHz / fromHz;
    if (!(fromHz > 0)
        || !(toHz > 0)
        || !(ratio <= LARGEST_RATIO)
        || !(ratio >= 1 / LARGEST_RATIO)) {
      throw new IllegalArgumentException(
          "Cannot resample from "
              + fromHz
              + " Hz to "
              + toHz
              + " Hz: both rates must be above 0 and at most a factor of 1000 apart");
    }
    long[] fraction = fraction(ratio);
    return new Resampler((int) fraction[0], (int) fraction[1]);
  }

  /** A resampler that makes {@code up} samples out of {@code down}, after cancelling. */
  public static Resampler ofRatio(int up, int down) {
    if (up < 1 || down < 1) {
      throw new IllegalArgumentException(
          "Both terms of the ratio must be at least 1, not " + up + "/" + down);
    }
    int a = up;
    int b = down;
    while (b != 0) {
      int rest = a % b;
      a = b;
      b = rest;
    }
    if (Math.max(up / a, down / a) > LARGEST_TERM) {
      throw new IllegalArgumentException(
          "The ratio " + up + "/" + down + " has a term above " + LARGEST_TERM);
    }
    return new Resampler(up / a, down / a);
  }

  /** Samples made for every {@link #down()} samples. */
  public int up() {
    return up;
  }

  /** Samples taken for every {@link #up()} samples. */
  public int down() {
    return down;
  }

  /** True if the rates are equal and the signal is only copied. */
  public boolean isIdentity() {
    return up == 1 && down == 1;
  }

  /** Length of the output: {@code inputLength * up / down}, rounded up. */
  public int outputLength(int inputLength) {
    return Math.toIntExact(((long) inputLength * up + down - 1) / down);
  }

  /** Resamples a whole signal into a new array of {@link #outputLength(int)} samples. */
  public float[] resample(float[] signal) {
    float[] target = new float[outputLength(signal.length)];
    resample(signal, 0, signal.length, target, 0, target.length);
    return target;
  }

  /**
   * Resamples a stretch of a signal into a caller's array without allocating.
   *
   * @param signal finite samples; what lies outside the stretch is taken as zeros
   * @param from first sample of the stretch
   * @param length samples of the stretch
   * @param target where the output goes; must not be {@code signal}
   * @param targetFrom first sample written
   * @param count samples written, at most {@link #outputLength(int)} of {@code length}
   */
  public void resample(
      float[] signal, int from, int length, float[] target, int targetFrom, int count) {
    if (count > outputLength(length)) {
      throw new IllegalArgumentException(
          length + " samples give " + outputLength(length) + " at the new rate, not " + count);
    }
    if (isIdentity()) {
      System.arraycopy(signal, from, target, targetFrom, count);
      return;
    }
    long position = half;
    for (int n = 0; n < count; n++, position += down) {
      target[targetFrom + n] = one(signal, from, length, position);
    }
  }

  /**
   * Doubles of working memory that {@link #resample(float[], int, float[], int, int, double[])}
   * needs.
   */
  int workSamples(int length) {
    return inLanes(outputLength(length))
        ? down * laneLength(length) + SUMS * laneLength(length)
        : 0;
  }

  /** Fewer outputs of one phase than this are not worth sorting the signal for. */
  private boolean inLanes(int count) {
    return !isIdentity() && count / up >= FEWEST_IN_LANE;
  }

  private int laneLength(int length) {
    return Math.max(length / down, outputLength(length) / up) + 1;
  }

  /**
   * As {@link #resample(float[], int, int, float[], int, int)} of a whole signal, bit by bit, in a
   * fraction of the time.
   *
   * <p>Outputs of one phase meet the same taps, and inputs {@link #down} apart. With every so many
   * inputs side by side, one tap is multiplied with all of them in one sweep, which a processor
   * does several at a time. Each output still gets its products in the same order into the same
   * four sums. Outputs near the ends, of which some taps meet nothing, go the plain way.
   *
   * @param work at least {@link #workSamples} doubles
   */
  void resample(
      float[] signal, int length, float[] target, int targetFrom, int count, double[] work) {
    if (!inLanes(count)) {
      resample(signal, 0, length, target, targetFrom, count);
      return;
    }
    int lane = laneLength(length);
    for (int rest = 0; rest < down; rest++) {
      int at = rest * lane;
      for (int i = rest; i < length; i += down) {
        work[at++] = signal[i];
      }
    }
    int sums = down * lane;
    for (int j = 0; j < up; j++) {
      // Output j + m up meets inputs first + m down and on.
      int position = half + j * down;
      int phase = position % up;
      int first = position / up - tapsPerPhase + 1;
      int outputs = (count - j + up - 1) / up;
      int begin = Math.min(outputs, Math.max(0, Math.floorDiv(down - 1 - first, down)));
      int end =
          Math.max(
              begin, Math.min(outputs, Math.floorDiv(length - first - tapsPerPhase, down) + 1));
      for (int m = 0; m < begin; m++) {
        target[targetFrom + j + m * up] = one(signal, 0, length, position + (long) m * up * down);
      }
      sweep(work, lane, phase * tapsPerPhase, first + begin * down, sums, end - begin);
      for (int m = begin, i = sums; m < end; m++, i++) {
        target[targetFrom + j + m * up] =
            (float) ((work[i] + work[i + lane]) + (work[i + 2 * lane] + work[i + 3 * lane]));
      }
      for (int m = end; m < outputs; m++) {
        target[targetFrom + j + m * up] = one(signal, 0, length, position + (long) m * up * down);
      }
    }
  }

  /** Adds the products of all taps of a phase to the four sums of so many outputs. */
  private void sweep(double[] work, int lane, int tap, int first, int sums, int count) {
    for (int sum = 0; sum < SUMS; sum++) {
      Arrays.fill(work, sums + sum * lane, sums + sum * lane + count, 0);
    }
    int whole = tapsPerPhase / SUMS * SUMS;
    for (int k = 0; k < SUMS; k++) {
      sweep(work, lane, tap, first, sums + k * lane, count, k, whole, SUMS);
    }
    // What does not fill a round of four goes to the first sum.
    sweep(work, lane, tap, first, sums, count, whole, tapsPerPhase, 1);
  }

  /**
   * Adds the products of every so many taps to one sum of each output. Four taps at a time read and
   * write the sums once.
   */
  private void sweep(
      double[] work,
      int lane,
      int tap,
      int first,
      int sum,
      int count,
      int fromTap,
      int toTap,
      int every) {
    int k = fromTap;
    for (; k + 3 * every < toTap; k += 4 * every) {
      multiplyAdd(
          work,
          sum,
          input(lane, first + k),
          input(lane, first + k + every),
          input(lane, first + k + 2 * every),
          input(lane, first + k + 3 * every),
          phases[tap + k],
          phases[tap + k + every],
          phases[tap + k + 2 * every],
          phases[tap + k + 3 * every],
          count);
    }
    for (; k < toTap; k += every) {
      multiplyAdd(work, sum, input(lane, first + k), phases[tap + k], count);
    }
  }

  /** Where the inputs lie side by side that begin with this one. */
  private int input(int lane, int index) {
    return index % down * lane + index / down;
  }

  private static void multiplyAdd(
      double[] work,
      int sum,
      int a,
      int b,
      int c,
      int d,
      double tapA,
      double tapB,
      double tapC,
      double tapD,
      int count) {
    for (int m = 0; m < count; m++) {
      work[sum + m] =
          (((work[sum + m] + work[a + m] * tapA) + work[b + m] * tapB) + work[c + m] * tapC)
              + work[d + m] * tapD;
    }
  }

  private static void multiplyAdd(double[] work, int sum, int input, double tap, int count) {
    for (int m = 0; m < count; m++) {
      work[sum + m] += work[input + m] * tap;
    }
  }

  private float one(float[] signal, int from, int length, long position) {
    int last = (int) (position / up);
    int phase = (int) (position % up);
    int first = last - tapsPerPhase + 1;
    int begin = Math.max(first, 0);
    int end = Math.min(last + 1, length);
    int tap = phase * tapsPerPhase + begin - first;
    return (float) product(signal, from + begin, tap, end - begin);
  }

  /** Four sums, so that one addition need not wait for the one before. */
  private double product(float[] signal, int from, int tap, int length) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < length; i += 4) {
      a += (double) signal[from + i] * phases[tap + i];
      b += (double) signal[from + i + 1] * phases[tap + i + 1];
      c += (double) signal[from + i + 2] * phases[tap + i + 2];
      d += (double) signal[from + i + 3] * phases[tap + i + 3];
    }
    for (; i < length; i++) {
      a += (double) signal[from + i] * phases[tap + i];
    }
    return (a + b) + (c + d);
  }

  /** The simplest fraction equal to a ratio, or the nearest convergent within the largest term. */
  private static long[] fraction(double ratio) {
    long beforeNumerator = 0;
    long beforeDenominator = 1;
    long numerator = 1;
    long denominator = 0;
    double rest = ratio;
    while (true) {
      long whole = (long) Math.floor(rest);
      long nextNumerator = whole * numerator + beforeNumerator;
      long nextDenominator = whole * denominator + beforeDenominator;
      if (Math.max(nextNumerator, nextDenominator) > LARGEST_TERM) {
        break;
      }
      beforeNumerator = numerator;
      beforeDenominator = denominator;
      numerator = nextNumerator;
      denominator = nextDenominator;
      double error = Math.abs((double) numerator / denominator - ratio) / ratio;
      if (error < SAME_RATIO) {
        break;
      }
      rest = 1 / (rest - whole);
    }
    return new long[] {numerator, denominator};
  }

  /** Windowed sinc with the cut-off as a share of the Nyquist frequency and the given sum. */
  private static double[] lowPass(int half, double cutoff, double sum) {
    double[] taps = new double[2 * half + 1];
    double edge = bessel0(KAISER_BETA);
    double total = 0;
    for (int i = -half; i <= half; i++) {
      double x = Math.PI * cutoff * i;
      double sinc = i == 0 ? 1 : StrictMath.sin(x) / x;
      double r = (double) i / half;
      double window = bessel0(KAISER_BETA * Math.sqrt(Math.max(0, 1 - r * r))) / edge;
      taps[i + half] = sinc * window;
      total += taps[i + half];
    }
    for (int i = 0; i < taps.length; i++) {
      taps[i] *= sum / total;
    }
    return taps;
  }

  /** Modified Bessel function of the first kind and order zero, by its power series. */
  private static double bessel0(double x) {
    double quarter = x * x / 4;
    double term = 1;
    double sum = 1;
    for (int k = 1; term > sum * 1e-17; k++) {
      term *= quarter / ((double) k * k);
      sum += term;
    }
    return sum;
  }
}
