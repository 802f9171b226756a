// SPDX-License-Identifier: Apache-2.0
package io.monolead.signal.beat;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.function.LongConsumer;

/**
 * Finds the beats of one lead as its samples arrive, and the heart rate.
 *
 * <p>The signal is band-passed from 5 to 18 Hz, where QRS complexes have most of their energy; the
 * mean of its absolute slope over 90 ms has one peak per complex. A peak is a beat if it is above a
 * threshold between the latest beats and the latest other peaks. A peak soon after a beat with half
 * of its slope is a T wave. Where a beat is overdue the largest peak that was passed over is one if
 * it reaches half the threshold. After Pan and Tompkins, "A Real-Time QRS Detection Algorithm",
 * IEEE Trans. Biomed. Eng. BME-32(3), 1985 (band, slope, thresholds, T waves, search back), and
 * Hamilton, "Open Source ECG Analysis", Computers in Cardiology 2002 (absolute slope, medians of
 * eight peaks).
 *
 * <p>A beat is told at most half a second after its R peak, or when the search back finds it. The
 * first two seconds, and two after a long gap, are for learning the thresholds; beats in them are
 * told at their end.
 *
 * <p>Samples that are missing for at most 40 ms are bridged; longer ones are a gap: no interval
 * spans it. How the samples are cut into blocks makes no difference. Takes less than 2 KiB and
 * nothing per sample. No input makes it fail. Not thread-safe.
 */
public final class BeatDetector {
  /** Lowest sampling rate. */
  public static final double LOWEST_RATE_HZ = 50;

  /** Highest sampling rate. */
  public static final double HIGHEST_RATE_HZ = 10_000;

  /** Stands for a missing sample among 16-bit ones. */
  public static final short MISSING = Short.MIN_VALUE;

  private static final double LOW_CUT_HZ = 5;
  private static final double HIGH_CUT_HZ = 18;

  /** Where the delay of the band-pass is taken: the middle of a QRS complex's spectrum. */
  private static final double QRS_HZ = 10;

  /** Samples are averaged down to no less than this rate. */
  private static final double WORKING_RATE_HZ = 250;

  private static final double SLOPE_SECONDS = 0.012;
  private static final double WINDOW_SECONDS = 0.09;
  private static final double PEAK_SECONDS = 0.1;
  private static final double SLOPE_UNIT_SECONDS = 0.01;

  private static final double LEARNING_SECONDS = 2;
  private static final double SETTLING_SECONDS = 0.12;
  private static final double RELEARN_SECONDS = 3;
  private static final double SILENCE_SECONDS = 4;
  private static final double BRIDGE_SECONDS = 0.04;
  private static final double FLAT_SECONDS = 1;

  /** Longer than between two beats of the slowest hearts. */
  private static final int FLAT_BLOCKS = 3;

  private static final double FLAT_MICROVOLTS = 10;

  /** Larger inputs are held to this; electrodes have at most 0.3 V of offset. */
  private static final double LARGEST_MICROVOLTS = 5e6;

  private static final long MICROS = 1_000_000;
  private static final long LATEST_MICROS = 1L << 62;
  private static final long REFRACTORY_MICROS = 200_000;
  private static final long T_WAVE_MICROS = 360_000;
  private static final double T_WAVE_SLOPE = 0.5;

  /** T waves of slow hearts; of early ventricular beats more is asked than they lack. */
  private static final long LATE_T_WAVE_MICROS = 500_000;

  private static final double LATE_T_WAVE_SLOPE = 0.4;
  private static final long HOLD_MICROS = 300_000;
  private static final long FORGET_LEVELS_MICROS = 10 * MICROS;
  private static final long LONGEST_INTERVAL_MICROS = 3 * MICROS;

  /** Eight intervals of 30 beats a minute. */
  private static final long OLDEST_INTERVAL_MICROS = 18 * MICROS;

  /** Starts may be so much off, in samples and in time, before they are a gap. */
  private static final double JITTER_SAMPLES = 1.5;

  private static final long JITTER_MICROS = 5_000;

  /** Share of the way from other peaks to beats at which a peak is a beat. */
  private static final double THRESHOLD = 0.3;

  private static final double SEARCH_BACK = 1.5;

  /**
   * Mean slope, in microvolts per 10 ms, below which nothing is a beat: that of a complex of about
   * 60 microvolts.
   */
  private static final double SMALLEST_HEIGHT = 4;

  /**
   * Between beats the mean slope falls below this share of theirs, or what was found are no beats.
   */
  private static final double POOR_TROUGH = 0.2;

  /** Peaks that are no beats reach less than this share of beats, or none can be told apart. */
  private static final double POOR_OTHERS = 0.5;

  private static final int KEPT = 8;
  private static final int FEWEST_INTERVALS = 3;
  private static final int PASSED_OVER = 24;

  /** Why there is a heart rate, or none. */
  public enum Status {
    /** The thresholds are being learnt. */
    LEARNING,
    /** There is a heart rate. */
    MEASURED,
    /** Fewer than three recent intervals. */
    TOO_FEW_BEATS,
    /** No beat for four seconds. */
    NO_BEATS,
    /** What looks like beats does not stand out from what lies between. */
    POOR_SIGNAL,
    /** The signal has not moved by ten microvolts for three seconds, or there are no samples. */
    FLAT_LINE
  }

  private final LongConsumer beats;

  private double samplingRateHz;
  private double sampleMicros;
  private int perStep;
  private double stepMicros;
  private int bridge;

  // Band-pass: two second-order Butterworth sections.
  private double highGain;
  private double highA1;
  private double highA2;
  private double lowGain;
  private double lowA1;
  private double lowA2;
  private double highZ0;
  private double highZ1;
  private double lowZ0;
  private double lowZ1;
  private double delayMicros;

  private int slopeSteps;
  private int windowSteps;
  private int peakSteps;
  private int flatSteps;
  private int learningSteps;
  private int settlingSteps;
  private int relearnSteps;
  private int silenceSteps;
  private double slopeScale;
  private float[] filtered = new float[0];
  private float[] slopes = new float[0];
  private int mask;
  private int at;
  private double slopeSum;

  // The clock: input samples since a time.
  private long anchorMicros;
  private long sinceAnchor;

  // Input to a step.
  private double stepSum;
  private int inStep;
  private double lastSample;
  private int missing;
  private boolean broken = true;
  private boolean started;
  private long brokenMicros;

  private int settling;
  private double low;
  private double high;
  private int inBlock;
  private int flatBlocks;
  private boolean flat = true;

  // The peak that the mean slope is on.
  private double peak;
  private int sincePeak;
  private double valley = Double.POSITIVE_INFINITY;
  private double peakValley;

  // The peak that waits for a higher one in its refractory time.
  private boolean held;
  private long heldMicros;
  private double heldHeight;
  private double heldSlope;
  private double heldValley;
  private int heldSteps;
  private int holdSteps;

  // Peaks since the last beat that were no beats, or all while learning.
  private final long[] passedMicros = new long[PASSED_OVER];
  private final double[] passedHeight = new double[PASSED_OVER];
  private final double[] passedSlope = new double[PASSED_OVER];
  private final double[] passedValley = new double[PASSED_OVER];
  private int passed;

  private boolean learning = true;
  private int learnt;
  private final Recent beatHeights = new Recent();
  private final Recent otherHeights = new Recent();
  private final Recent troughs = new Recent();
  private final Recent intervals = new Recent();
  private final long[] intervalEnds = new long[KEPT];
  private double threshold;
  private double usualInterval;

  private boolean hasBeat;
  private boolean joined;
  private long lastBeatMicros;
  private double lastSlope;
  private double lowestSinceBeat = Double.POSITIVE_INFINITY;
  private int sinceBeat;
  private int searchAt = Integer.MAX_VALUE;

  /** The latest eight of some numbers, and their median. */
  private static final class Recent {
    private final double[] values = new double[KEPT];
    private final double[] sorted = new double[KEPT];
    private int count;
    private int next;
    private double median;

    void add(double value) {
      values[next] = value;
      next = (next + 1) % KEPT;
      count = Math.min(KEPT, count + 1);
      update();
    }

    void clear() {
      count = 0;
      next = 0;
      median = 0;
    }

    /** Forgets the oldest. */
    void drop() {
      count--;
      update();
    }

    private void update() {
      for (int i = 0; i < count; i++) {
        sorted[i] = values[(next - 1 - i + 2 * KEPT) % KEPT];
      }
      Arrays.sort(sorted, 0, count);
      median = count == 0 ? 0 : (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
    }
  }

  /**
   * A detector whose beats nobody asks for.
   *
   * @param samplingRateHz samples per second, {@link #LOWEST_RATE_HZ} to {@link #HIGHEST_RATE_HZ}
   */
  public BeatDetector(double samplingRateHz) {
    this(samplingRateHz, micros -> {});
  }

  /**
   * A detector before its first sample, whose time is 0.
   *
   * @param samplingRateHz samples per second, {@link #LOWEST_RATE_HZ} to {@link #HIGHEST_RATE_HZ}
   * @param beats receives the time of the R peak of each beat, in microseconds, in order
   */
  public BeatDetector(double samplingRateHz, LongConsumer beats) {
    this.beats = beats;
    rate(samplingRateHz);
  }

  /** Whether there is a detector for a sampling rate. */
  public static boolean supports(double samplingRateHz) {
    return samplingRateHz >= LOWEST_RATE_HZ && samplingRateHz <= HIGHEST_RATE_HZ;
  }

  /** Samples per second. */
  public double samplingRateHz() {
    return samplingRateHz;
  }

  /** Time of the next sample, in microseconds. */
  public long positionMicros() {
    return anchorMicros + Math.round(sinceAnchor * sampleMicros);
  }

  /** Time of the latest beat, in microseconds; {@link Long#MIN_VALUE} before the first. */
  public long lastBeatMicros() {
    return hasBeat ? lastBeatMicros : Long.MIN_VALUE;
  }

  /** Goes on at another rate, or at the same; what was learnt of the beats is kept. */
  public void samplingRate(double otherRateHz) {
    if (otherRateHz != samplingRateHz) {
      long position = positionMicros();
      rate(otherRateHz);
      anchorMicros = position;
      sinceAnchor = 0;
      interrupt(position);
    }
  }

  /**
   * Says when the next sample is. What lies between is a gap; a time before the expected one, as of
   * a device whose clock was set back, starts anew. Differences of a sample and a half, or of five
   * milliseconds, are a clock's and mean nothing.
   *
   * @param micros time of the next sample; any clock's
   */
  public void seek(long micros) {
    long expected = positionMicros();
    double apart = (double) micros - (double) expected;
    if (Math.abs(apart) > Math.max(JITTER_SAMPLES * sampleMicros, JITTER_MICROS)) {
      if (apart < 0) {
        reset();
      } else {
        interrupt(expected);
      }
    }
    anchorMicros = Math.max(-LATEST_MICROS, Math.min(LATEST_MICROS, micros));
    sinceAnchor = 0;
  }

  /** Forgets the signal so far: the electrodes were off, or it is another's. */
  public void reset() {
    long position = positionMicros();
    interrupt(position);
    forget();
    anchorMicros = position;
    sinceAnchor = 0;
  }

  /**
   * Takes the next samples.
   *
   * @param microvolts the signal; what is not finite is missing
   * @param from first sample
   * @param count number of samples
   */
  public void add(float[] microvolts, int from, int count) {
    for (int i = from; i < from + count; i++) {
      float value = microvolts[i];
      if (Math.abs(value) <= Float.MAX_VALUE) {
        sample(value);
      } else {
        missing();
      }
    }
  }

  /**
   * Takes the next samples.
   *
   * @param units the signal; {@link #MISSING} is missing
   * @param from first sample
   * @param count number of samples
   * @param microvoltsPerUnit resolution, finite
   */
  public void add(short[] units, int from, int count, double microvoltsPerUnit) {
    for (int i = from; i < from + count; i++) {
      if (units[i] == MISSING) {
        missing();
      } else {
        sample(units[i] * microvoltsPerUnit);
      }
    }
  }

  /**
   * The median of the latest eight intervals of the last 18 seconds as beats per minute, 20 to 300;
   * none if {@link #status()} is not {@link Status#MEASURED}.
   */
  public OptionalDouble heartRate() {
    return status() == Status.MEASURED
        ? OptionalDouble.of(60.0 * MICROS / intervals.median)
        : OptionalDouble.empty();
  }

  /** Why there is a heart rate now, or none. */
  public Status status() {
    if (flat) {
      return Status.FLAT_LINE;
    }
    if (sinceBeat > silenceSteps) {
      return Status.NO_BEATS;
    }
    if (learning) {
      return Status.LEARNING;
    }
    if (intervals.count < FEWEST_INTERVALS) {
      return Status.TOO_FEW_BEATS;
    }
    boolean poor =
        troughs.median > POOR_TROUGH || otherHeights.median > POOR_OTHERS * beatHeights.median;
    return poor ? Status.POOR_SIGNAL : Status.MEASURED;
  }

  private void rate(double hz) {
    if (!supports(hz)) {
      throw new IllegalArgumentException(
          "Beats are found at "
              + LOWEST_RATE_HZ
              + " to "
              + HIGHEST_RATE_HZ
              + " samples a second, not at "
              + hz);
    }
    samplingRateHz = hz;
    sampleMicros = MICROS / hz;
    perStep = Math.max(1, (int) (hz / WORKING_RATE_HZ));
    bridge = (int) (BRIDGE_SECONDS * hz);
    double stepHz = hz / perStep;
    stepMicros = MICROS / stepHz;
    band(stepHz);
    slopeSteps = steps(SLOPE_SECONDS, stepHz);
    windowSteps = steps(WINDOW_SECONDS, stepHz);
    peakSteps = steps(PEAK_SECONDS, stepHz);
    flatSteps = steps(FLAT_SECONDS, stepHz);
    learningSteps = steps(LEARNING_SECONDS, stepHz);
    settlingSteps = steps(SETTLING_SECONDS, stepHz);
    relearnSteps = steps(RELEARN_SECONDS, stepHz);
    silenceSteps = steps(SILENCE_SECONDS, stepHz);
    holdSteps = (int) Math.ceil(HOLD_MICROS / stepMicros);
    slopeScale = SLOPE_UNIT_SECONDS * stepHz / slopeSteps / windowSteps;
    int lookBack = windowSteps + peakSteps + slopeSteps + 2;
    int size = Integer.highestOneBit(lookBack - 1) << 1;
    filtered = new float[size];
    slopes = new float[size];
    mask = size - 1;
  }

  private static int steps(double seconds, double stepHz) {
    return Math.max(1, (int) Math.round(seconds * stepHz));
  }

  /** Second-order Butterworth sections by the bilinear transform, cut-offs pre-warped. */
  private void band(double stepHz) {
    double warped = StrictMath.tan(Math.PI * LOW_CUT_HZ / stepHz);
    double norm = 1 / (1 + StrictMath.sqrt(2) * warped + warped * warped);
    highGain = norm;
    highA1 = 2 * (warped * warped - 1) * norm;
    highA2 = (1 - StrictMath.sqrt(2) * warped + warped * warped) * norm;
    warped = StrictMath.tan(Math.PI * HIGH_CUT_HZ / stepHz);
    norm = 1 / (1 + StrictMath.sqrt(2) * warped + warped * warped);
    lowGain = warped * warped * norm;
    lowA1 = 2 * (warped * warped - 1) * norm;
    lowA2 = (1 - StrictMath.sqrt(2) * warped + warped * warped) * norm;
    double omega = 2 * Math.PI * QRS_HZ / stepHz;
    delayMicros = (delay(highA1, highA2, -1, omega) + delay(lowA1, lowA2, 1, omega)) * stepMicros;
  }

  /**
   * Group delay in steps of (1 + s z^-1)^2 / (1 + a1 z^-1 + a2 z^-2), s being 1 or -1. The
   * numerator delays by one step at all frequencies; the denominator's share is minus the real part
   * of z D'(z) / D(z), worked as a quotient of complex numbers.
   */
  private static double delay(double a1, double a2, int s, double omega) {
    double re = 1 + a1 * StrictMath.cos(omega) + a2 * StrictMath.cos(2 * omega);
    double im = -a1 * StrictMath.sin(omega) - a2 * StrictMath.sin(2 * omega);
    double re1 = a1 * StrictMath.cos(omega) + 2 * a2 * StrictMath.cos(2 * omega);
    double im1 = -a1 * StrictMath.sin(omega) - 2 * a2 * StrictMath.sin(2 * omega);
    return Math.abs(s) - (re1 * re + im1 * im) / (re * re + im * im);
  }

  private void sample(double microvolts) {
    double value = Math.max(-LARGEST_MICROVOLTS, Math.min(LARGEST_MICROVOLTS, microvolts));
    if (missing > 0) {
      if (missing <= bridge && !broken) {
        for (; missing > 0; missing--) {
          take(lastSample);
        }
      } else {
        interrupt(positionMicros());
        sinceAnchor += missing;
        missing = 0;
      }
    }
    if (broken) {
      begin(value);
    }
    lastSample = value;
    take(value);
  }

  private void missing() {
    missing++;
    if (missing > bridge) {
      // Told at once: a device may have nothing else to send for hours.
      interrupt(positionMicros());
      sinceAnchor += missing;
      missing = 0;
    }
  }

  /** Ends a stretch of signal. */
  private void interrupt(long micros) {
    if (!broken) {
      broken = true;
      brokenMicros = micros;
      release();
      if (learning && learnt >= learningSteps / 2 && passed > 0) {
        learn();
      }
    }
    held = false;
    flat = true;
    inStep = 0;
    stepSum = 0;
  }

  /** Begins a stretch of signal: the filters as if the first sample had always been there. */
  private void begin(double value) {
    long micros = positionMicros();
    if (!started || micros - brokenMicros > FORGET_LEVELS_MICROS) {
      forget();
    }
    started = true;
    broken = false;
    joined = false;
    highZ0 = -highGain * value;
    highZ1 = highGain * value;
    lowZ0 = 0;
    lowZ1 = 0;
    Arrays.fill(filtered, 0);
    Arrays.fill(slopes, 0);
    slopeSum = 0;
    settling = settlingSteps;
    peak = 0;
    sincePeak = 0;
    valley = Double.POSITIVE_INFINITY;
    lowestSinceBeat = Double.POSITIVE_INFINITY;
    passed = 0;
    learnt = 0;
    sinceBeat = 0;
    searchAt = relearnSteps;
    flat = false;
    flatBlocks = 0;
    inBlock = 0;
    low = value;
    high = value;
  }

  private void forget() {
    learning = true;
    learnt = 0;
    beatHeights.clear();
    otherHeights.clear();
    troughs.clear();
    intervals.clear();
    threshold = 0;
    usualInterval = 0;
    joined = false;
    passed = 0;
    held = false;
    sinceBeat = 0;
    lowestSinceBeat = Double.POSITIVE_INFINITY;
  }

  private void take(double value) {
    sinceAnchor++;
    stepSum += value;
    if (++inStep == perStep) {
      step(stepSum / perStep);
      inStep = 0;
      stepSum = 0;
    }
  }

  private void step(double x) {
    low = Math.min(low, x);
    high = Math.max(high, x);
    if (++inBlock >= flatSteps) {
      block(x);
    }
    double passedHigh = highGain * x + highZ0;
    highZ0 = -2 * highGain * x - highA1 * passedHigh + highZ1;
    highZ1 = highGain * x - highA2 * passedHigh;
    double y = lowGain * passedHigh + lowZ0;
    lowZ0 = 2 * lowGain * passedHigh - lowA1 * y + lowZ1;
    lowZ1 = lowGain * passedHigh - lowA2 * y;

    at++;
    filtered[at & mask] = (float) y;
    float slope = (float) (Math.abs(y - filtered[(at - slopeSteps) & mask]) * slopeScale);
    slopeSum += slope - slopes[(at - windowSteps) & mask];
    slopes[at & mask] = slope;
    sinceBeat++;
    if (settling > 0) {
      settling--;
      return;
    }
    rise(slopeSum);
    if (held && ++heldSteps >= holdSteps) {
      release();
    }
    if (learning) {
      if (++learnt >= learningSteps && passed > 0) {
        learn();
      }
    } else if (sinceBeat >= searchAt) {
      overdue();
    }
  }

  /** Looks at the range of the last second. */
  private void block(double x) {
    boolean still = high - low < FLAT_MICROVOLTS;
    flatBlocks = still ? flatBlocks + 1 : 0;
    flat = flatBlocks >= FLAT_BLOCKS;
    if (flat) {
      forget();
    }
    if (!still) {
      low = x;
      high = x;
    }
    inBlock = 0;
    // Old intervals say nothing of now.
    while (intervals.count > 0
        && positionMicros() - intervalEnds[(intervals.next - intervals.count + KEPT) % KEPT]
            > OLDEST_INTERVAL_MICROS) {
      intervals.drop();
    }
  }

  /** Follows the mean slope to its peaks. */
  private void rise(double height) {
    if (height < valley) {
      valley = height;
    }
    if (height > peak) {
      if (peak == 0) {
        peakValley = valley;
      }
      peakValley = Math.min(peakValley, valley);
      peak = height;
      sincePeak = 0;
      return;
    }
    sincePeak++;
    if (height < peak / 2 || sincePeak >= peakSteps) {
      if (peak >= SMALLEST_HEIGHT) {
        found();
      }
      peak = 0;
      // The next rise is measured from here.
      valley = height;
    }
  }

  /** A peak is over: finds its R wave and lets it wait for a higher one nearby. */
  private void found() {
    int last = at - sincePeak;
    int summit = last;
    float largest = -1;
    float steepest = 0;
    for (int i = last - windowSteps; i <= last; i++) {
      float value = Math.abs(filtered[i & mask]);
      if (value > largest) {
        largest = value;
        summit = i;
      }
      steepest = Math.max(steepest, slopes[i & mask]);
    }
    // The step just taken is the mean of samples up to, not with, the clock's next one.
    double back =
        (at - summit - between(summit) + 0.5) * stepMicros + sampleMicros / 2 + delayMicros;
    long micros = positionMicros() - Math.round(back);
    if (held && micros - heldMicros < REFRACTORY_MICROS) {
      double lower = Math.min(heldValley, peakValley);
      if (peak > heldHeight) {
        hold(micros, steepest, lower);
      } else {
        heldValley = Math.min(heldValley, lower);
      }
      return;
    }
    release();
    hold(micros, steepest, peakValley);
  }

  /** Where the top of the parabola through a summit and its neighbours is, -0.5 to 0.5 steps. */
  private double between(int summit) {
    if (summit == at) {
      return 0;
    }
    double before = Math.abs(filtered[(summit - 1) & mask]);
    double top = Math.abs(filtered[summit & mask]);
    double after = Math.abs(filtered[(summit + 1) & mask]);
    double bend = before - 2 * top + after;
    return bend < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend))) : 0;
  }

  private void hold(long micros, float steepest, double lowest) {
    held = true;
    heldMicros = micros;
    heldHeight = peak;
    heldSlope = steepest;
    heldValley = lowest;
    heldSteps = sincePeak;
  }

  private void release() {
    if (held) {
      held = false;
      judge(heldMicros, heldHeight, heldSlope, heldValley);
    }
  }

  private void judge(long micros, double height, double slope, double lowest) {
    if (learning) {
      pass(micros, height, slope, lowest);
    } else if (height > threshold && allowed(micros, slope)) {
      beat(micros, height, slope, lowest);
    } else {
      pass(micros, height, slope, lowest);
      otherHeights.add(height);
      level();
    }
  }

  private boolean allowed(long micros, double slope) {
    if (!joined) {
      return true;
    }
    long since = micros - lastBeatMicros;
    if (since < REFRACTORY_MICROS) {
      return false;
    }
    double share =
        since < T_WAVE_MICROS ? T_WAVE_SLOPE : since < LATE_T_WAVE_MICROS ? LATE_T_WAVE_SLOPE : 0;
    return slope >= share * lastSlope;
  }

  private void pass(long micros, double height, double slope, double lowest) {
    if (passed == PASSED_OVER) {
      drop(1);
    }
    passedMicros[passed] = micros;
    passedHeight[passed] = height;
    passedSlope[passed] = slope;
    passedValley[passed] = lowest;
    passed++;
  }

  /** Forgets the oldest peaks that were passed over. */
  private void drop(int count) {
    for (int i = 0; i < count; i++) {
      lowestSinceBeat = Math.min(lowestSinceBeat, passedValley[i]);
    }
    passed -= count;
    System.arraycopy(passedMicros, count, passedMicros, 0, passed);
    System.arraycopy(passedHeight, count, passedHeight, 0, passed);
    System.arraycopy(passedSlope, count, passedSlope, 0, passed);
    System.arraycopy(passedValley, count, passedValley, 0, passed);
  }

  private void beat(long micros, double height, double slope, double lowest) {
    int before = 0;
    while (before < passed && passedMicros[before] <= micros) {
      before++;
    }
    drop(before);
    if (joined) {
      long interval = micros - lastBeatMicros;
      if (interval <= LONGEST_INTERVAL_MICROS) {
        intervalEnds[intervals.next] = micros;
        intervals.add((double) interval);
        usualInterval = intervals.median;
      }
      double usual = beatHeights.count == 0 ? height : Math.min(height, beatHeights.median);
      troughs.add(Math.min(lowestSinceBeat, lowest) / usual);
    }
    lowestSinceBeat = Double.POSITIVE_INFINITY;
    beatHeights.add(height);
    level();
    joined = true;
    hasBeat = true;
    lastBeatMicros = micros;
    lastSlope = slope;
    sinceBeat = Math.max(0, (int) ((positionMicros() - micros) / stepMicros));
    searchAt =
        intervals.count >= FEWEST_INTERVALS
            ? Math.min(relearnSteps, (int) (SEARCH_BACK * usualInterval / stepMicros) + holdSteps)
            : relearnSteps;
    beats.accept(micros);
  }

  private void level() {
    threshold = otherHeights.median + THRESHOLD * (beatHeights.median - otherHeights.median);
    threshold = Math.max(threshold, SMALLEST_HEIGHT);
  }

  /** A beat should have come. */
  private void overdue() {
    if (sinceBeat < relearnSteps) {
      searchAt = relearnSteps;
      searchBack();
    } else {
      searchAt = sinceBeat + relearnSteps;
      learnAgain();
    }
  }

  private void searchBack() {
    int best = -1;
    for (int i = 0; i < passed; i++) {
      if (passedMicros[i] - lastBeatMicros >= T_WAVE_MICROS
          && allowed(passedMicros[i], passedSlope[i])
          && passedHeight[i] > threshold / 2
          && (best < 0 || passedHeight[i] > passedHeight[best])) {
        best = i;
      }
    }
    if (best >= 0) {
      beat(passedMicros[best], passedHeight[best], passedSlope[best], passedValley[best]);
    }
  }

  /** Takes the thresholds from the largest peak so far, and looks at them all. */
  private void learn() {
    learning = false;
    sinceBeat = 0;
    searchAt = relearnSteps;
    beginAt(0);
  }

  /** The signal has become smaller: takes the thresholds from what is there now. */
  private void learnAgain() {
    beginAt(beatHeights.median / 10);
  }

  private void beginAt(double smallest) {
    double largest = 0;
    for (int i = 0; i < passed; i++) {
      largest = Math.max(largest, passedHeight[i]);
    }
    if (largest <= smallest) {
      return;
    }
    beatHeights.clear();
    otherHeights.clear();
    beatHeights.add(largest);
    level();
    // What is judged may be passed over again, at a place that has been read already.
    int count = passed;
    passed = 0;
    for (int i = 0; i < count; i++) {
      if (passedHeight[i] > threshold && allowed(passedMicros[i], passedSlope[i])) {
        beat(passedMicros[i], passedHeight[i], passedSlope[i], passedValley[i]);
      } else {
        pass(passedMicros[i], passedHeight[i], passedSlope[i], passedValley[i]);
      }
    }
  }
}
