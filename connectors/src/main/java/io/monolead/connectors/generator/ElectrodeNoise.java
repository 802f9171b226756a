// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import java.util.Random;

/**
 * What an electrode adds to a heart: the baseline moving with the breath and wandering by itself,
 * movement, muscle, mains. As in a resting recording: a few microvolts of muscle, some tens of
 * baseline.
 */
final class ElectrodeNoise {
  private static final double MAINS_HZ = 50;

  /** Muscle noise is flat up to about here; beyond, a faster device sees no more of it. */
  private static final double MUSCLE_BAND_HZ = 150;

  private static final double WANDER_SECONDS = 1.2;

  /** Small movements and contact: noise that falls off above 5 Hz. */
  private static final double MOVEMENT_SECONDS = 0.03;

  private final Random random;
  private final double samplingRateHz;
  private final double respirationHz;
  private final double respirationPhase;
  private final double respirationMillivolts;
  private final double wanderMillivolts;
  private final double muscleMillivolts;
  private final double mainsMillivolts;
  private final double movementMillivolts;
  private final double forget;
  private final double forgetMovement;
  private double drift;
  private double wander;
  private double movement;

  ElectrodeNoise(double samplingRateHz, double respirationHz, long seed) {
    this.random = new Random(seed);
    this.samplingRateHz = samplingRateHz;
    this.respirationHz = respirationHz;
    this.respirationPhase = 2 * Math.PI * random.nextDouble();
    this.respirationMillivolts = 0.02 * Morphology.spread(random, 0.5);
    this.wanderMillivolts = 0.022 * Morphology.spread(random, 0.5);
    double band = Math.min(samplingRateHz / 2, MUSCLE_BAND_HZ);
    this.muscleMillivolts = 0.0076 * Morphology.spread(random, 0.35) * Math.sqrt(band / 50);
    // A device too slow for the mains keeps it out with its anti-aliasing filter.
    this.mainsMillivolts =
        samplingRateHz > 2.2 * MAINS_HZ ? 0.002 * Morphology.spread(random, 0.5) : 0;
    this.movementMillivolts = 0.009 * Morphology.spread(random, 0.5);
    this.forgetMovement = Math.exp(-1 / (MOVEMENT_SECONDS * samplingRateHz));
    this.forget = Math.exp(-1 / (WANDER_SECONDS * samplingRateHz));
  }

  /** Respiration at a sample, -1 to 1. */
  double respiration(long sample) {
    return Math.sin(2 * Math.PI * respirationHz * sample / samplingRateHz + respirationPhase);
  }

  /** The next sample in millivolts. */
  double next(long sample, double respiration) {
    double chance = Math.sqrt(1 - forget * forget);
    drift = forget * drift + chance * random.nextGaussian();
    // Smoothed twice, so that the drift adds nothing to the band of the heart.
    wander = forget * wander + (1 - forget) * drift;
    movement =
        forgetMovement * movement
            + Math.sqrt(1 - forgetMovement * forgetMovement) * random.nextGaussian();
    double seconds = sample / samplingRateHz;
    double muscle = muscleMillivolts * random.nextGaussian();
    double mains =
        mainsMillivolts == 0 ? 0 : mainsMillivolts * Math.sin(2 * Math.PI * MAINS_HZ * seconds);
    // Smoothing halves the drift's power.
    return respirationMillivolts * respiration
        + wanderMillivolts * Math.sqrt(2) * wander
        + movementMillivolts * movement
        + muscle
        + mains;
  }
}
