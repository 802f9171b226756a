// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import java.util.Random;

/**
 * What one electrode adds to a heart: its potential moving with the breath and wandering by itself,
 * movement, muscle, mains. Sizes are such that a limb lead, the difference of two electrodes, has a
 * few microvolts of muscle and some tens of baseline at rest.
 */
final class ElectrodeNoise {
  /** Two electrodes of independent noise make a lead. */
  private static final double SHARE = Math.sqrt(0.5);

  /** Muscle noise is flat up to about here; beyond, a faster device sees no more of it. */
  private static final double MUSCLE_BAND_HZ = 150;

  private static final double WANDER_SECONDS = 1.2;

  /** Small movements and contact: noise that falls off above 5 Hz. */
  private static final double MOVEMENT_SECONDS = 0.03;

  /** An electrode that is jolted finds its potential again within so long. */
  private static final double JOLT_SECONDS = 0.25;

  /** Jolts a second and their size in millivolts for each level of motion above 1. */
  private static final double JOLTS = 0.05;

  private static final double JOLT_MILLIVOLTS = 0.12;
  private static final double HIGHEST_JOLT_LEVEL = 10;

  private final NoiseRandom random;
  private final double samplingRateHz;
  private final double respirationMillivolts;
  private final long respirationLag;
  private final double wanderMillivolts;
  private final double muscleMillivolts;
  private final double mainsMillivolts;
  private final double movementMillivolts;
  private final long mainsStep;
  private final double forget;
  private final double chance;
  private final double forgetMovement;
  private final double chanceMovement;
  private final double forgetJolt;
  private long mainsPhase;
  private double drift;
  private double wander;
  private double movement;
  private double jolt;
  private double untilJolt;

  ElectrodeNoise(double samplingRateHz, double mainsHz, long seed) {
    Random contact = new Random(seed);
    this.samplingRateHz = samplingRateHz;
    this.respirationMillivolts = 0.02 * SHARE * Morphology.spread(contact, 0.5);
    this.respirationLag = Sine.phase(contact.nextDouble());
    this.wanderMillivolts = 0.022 * SHARE * Morphology.spread(contact, 0.5);
    double band = Math.min(samplingRateHz / 2, MUSCLE_BAND_HZ);
    this.muscleMillivolts =
        0.0076 * SHARE * Morphology.spread(contact, 0.35) * Math.sqrt(band / 50);
    double hum = 0.002 * SHARE * Morphology.spread(contact, 0.5);
    // A device too slow for the mains keeps it out with its anti-aliasing filter.
    this.mainsMillivolts = samplingRateHz > 2.2 * mainsHz ? hum : 0;
    this.mainsPhase = Sine.phase(contact.nextDouble());
    this.mainsStep = Sine.step(mainsHz, samplingRateHz);
    this.movementMillivolts = 0.009 * SHARE * Morphology.spread(contact, 0.5);
    this.random = new NoiseRandom(contact.nextLong());
    this.forget = StrictMath.exp(-1 / (WANDER_SECONDS * samplingRateHz));
    this.chance = Math.sqrt(1 - forget * forget);
    this.forgetMovement = StrictMath.exp(-1 / (MOVEMENT_SECONDS * samplingRateHz));
    this.chanceMovement = Math.sqrt(1 - forgetMovement * forgetMovement);
    this.forgetJolt = StrictMath.exp(-1 / (JOLT_SECONDS * samplingRateHz));
    this.untilJolt = -StrictMath.log(1 - random.nextDouble());
  }

  /**
   * The next sample in millivolts.
   *
   * @param respiration phase of the breath
   */
  double next(long respiration, NoiseLevels levels) {
    drift = forget * drift + chance * random.nextGaussian();
    // Smoothed twice, so that the drift adds nothing to the band of the heart.
    wander = forget * wander + (1 - forget) * drift;
    movement = forgetMovement * movement + chanceMovement * random.nextGaussian();
    double muscle = muscleMillivolts * random.nextGaussian();
    mainsPhase += mainsStep;
    double hum = mainsMillivolts == 0 ? 0 : mainsMillivolts * Sine.of(mainsPhase);
    double motion = movementMillivolts * movement;
    // Smoothing halves the drift's power.
    double baseline =
        respirationMillivolts * Sine.of(respiration + respirationLag)
            + wanderMillivolts * Math.sqrt(2) * wander;
    return levels.baseline() * baseline
        + levels.muscle() * muscle
        + levels.motion() * motion
        + levels.mains() * hum
        + jolt(levels.motion());
  }

  /** Jolts come by chance, the more often and the larger the more there is of motion. */
  private double jolt(double level) {
    jolt *= forgetJolt;
    if (level > 1) {
      double above = Math.min(level - 1, HIGHEST_JOLT_LEVEL);
      untilJolt -= JOLTS * above / samplingRateHz;
      if (untilJolt < 0) {
        untilJolt = -StrictMath.log(1 - random.nextDouble());
        jolt += JOLT_MILLIVOLTS * above * random.nextGaussian();
      }
    }
    return jolt;
  }
}
