// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import io.monolead.connectors.generator.BeatClock.Scheduled;
import io.monolead.signal.Lead;
import java.util.ArrayDeque;
import java.util.Random;

/**
 * An endless ECG of one limb lead with its ground truth, a block at a time.
 *
 * <p>The same scenario, lead, rate and seed give the same samples, however they are cut into
 * blocks. Hearts of one seed differ in their lead or rate only as two electrodes on one chest do:
 * beats fall at the same times. Memory does not grow with time. Not thread-safe.
 *
 * <p>The signal is that of an amplifier coupled at 0.05 Hz, as IEC 60601-2-25 asks of a diagnostic
 * one. While the lead is off it is a still line of two microvolts of noise.
 */
public final class SimulatedHeart {
  private static final double COUPLING_HZ = 0.05;
  private static final double LEAD_OFF_MILLIVOLTS = 0.002;

  /** A wave of a beat may reach so far before its R peak, in seconds. */
  private static final double LONGEST_ONSET = 0.4;

  /** After so many seconds nothing is left of a beat. */
  private static final double LONGEST_BEAT = 0.8;

  private static final double LOWEST_RATE_HZ = 50;
  private static final double HIGHEST_RATE_HZ = 10_000;

  private final HeartScenario scenario;
  private final double samplingRateHz;
  private final BeatClock clock;
  private final Morphology morphology;
  private final FibrillatoryWaves fibrillation;
  private final ElectrodeNoise noise;
  private final Random beatSize;
  private final Random offNoise;
  private final double decay;
  private final ArrayDeque<Shaped> beats = new ArrayDeque<>();

  private Scheduled upcoming;
  private BeatClass current = BeatClass.NORMAL;
  private long sample;
  private double input;
  private double output;

  /** A beat with its waves in this lead and its size relative to the usual. */
  private record Shaped(Scheduled beat, Wave[] waves, double size, double onset, long peak) {}

  /**
   * A heart before its first beat.
   *
   * @param lead one of the six limb leads
   * @param samplingRateHz samples per second, 50 to 10,000
   * @param seed decides on the patient and on every chance event
   */
  public SimulatedHeart(HeartScenario scenario, Lead lead, double samplingRateHz, long seed) {
    if (!(samplingRateHz >= LOWEST_RATE_HZ && samplingRateHz <= HIGHEST_RATE_HZ)) {
      throw new IllegalArgumentException(
          "A heart is simulated at 50 to 10000 Hz, not at " + samplingRateHz + " Hz");
    }
    this.scenario = scenario;
    this.samplingRateHz = samplingRateHz;
    // What belongs to the patient follows from the seed alone, what belongs to the electrode from
    // the lead too.
    long patient = mixed(seed);
    long electrode = mixed(patient + lead.name().hashCode());
    this.clock = new BeatClock(scenario, mixed(patient + 1));
    this.morphology = new Morphology(lead, mixed(patient + 2));
    this.beatSize = new Random(mixed(patient + 3));
    this.fibrillation =
        new FibrillatoryWaves(morphology.projected(50), samplingRateHz, mixed(patient + 4));
    this.noise = new ElectrodeNoise(samplingRateHz, clock.respirationHz(), mixed(electrode + 1));
    this.offNoise = new Random(mixed(electrode + 2));
    this.decay = Math.exp(-2 * Math.PI * COUPLING_HZ / samplingRateHz);
    this.upcoming = clock.next();
  }

  /** Samples read so far. */
  public long position() {
    return sample;
  }

  /** Samples per second. */
  public double samplingRateHz() {
    return samplingRateHz;
  }

  /** The next {@code count} samples in millivolts, into a new array. */
  public float[] next(int count) {
    float[] millivolts = new float[count];
    read(millivolts, 0, count, null);
    return millivolts;
  }

  /**
   * Reads the next samples.
   *
   * @param millivolts written from {@code from} on
   * @param count samples to read
   * @param truth filled with what is true of these samples; null if nobody asks
   */
  public void read(float[] millivolts, int from, int count, HeartTruth truth) {
    if (truth != null) {
      truth.start(count);
    }
    for (int i = 0; i < count; i++) {
      double seconds = sample / samplingRateHz;
      schedule(seconds);
      Rhythm rhythm = scenario.episodeAt(seconds).rhythm();
      double respiration = noise.respiration(sample);
      double heart = heart(seconds, truth);
      if (rhythm == Rhythm.ATRIAL_FIBRILLATION) {
        heart += fibrillation.next();
      }
      double raw = heart * (1 + 0.03 * respiration) + noise.next(sample, respiration);
      output = decay * (output + raw - input);
      input = raw;
      boolean off = scenario.leadOffAt(seconds);
      millivolts[from + i] =
          (float) (off ? LEAD_OFF_MILLIVOLTS * (2 * offNoise.nextDouble() - 1) : output);
      if (truth != null) {
        truth.set(i, rhythm, current, off);
      }
      sample++;
    }
  }

  private void schedule(double seconds) {
    while (upcoming.time() - LONGEST_ONSET <= seconds) {
      double size = 1 + 0.025 * beatSize.nextGaussian();
      beats.add(
          new Shaped(
              upcoming,
              morphology.waves(upcoming),
              size,
              upcoming.time() - morphology.onset(upcoming),
              Math.round(upcoming.time() * samplingRateHz)));
      upcoming = clock.next();
    }
    while (!beats.isEmpty() && beats.peekFirst().beat().time() + LONGEST_BEAT < seconds) {
      beats.removeFirst();
    }
  }

  private double heart(double seconds, HeartTruth truth) {
    double sum = 0;
    for (Shaped shaped : beats) {
      double since = seconds - shaped.beat().time();
      double height = 0;
      for (Wave wave : shaped.waves()) {
        height += wave.at(since);
      }
      sum += height * shaped.size();
      if (seconds >= shaped.onset()) {
        current = shaped.beat().beatClass();
      }
      if (truth != null && shaped.peak() == sample) {
        truth.add(new Beat(sample, shaped.beat().beatClass(), shaped.beat().rhythm()));
      }
    }
    return sum;
  }

  /** SplitMix64's finaliser: neighbouring seeds give unrelated hearts. */
  private static long mixed(long seed) {
    long z = seed + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
