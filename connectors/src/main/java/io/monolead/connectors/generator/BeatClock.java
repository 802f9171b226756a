// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import java.util.Random;

/**
 * Decides when a heart beats, and how; one lead after another sees the same beats.
 *
 * <p>Sinus intervals follow a spectrum with a low-frequency peak at 0.1 Hz and a respiratory peak,
 * as in McSharry 2003, each made of a few tones; a little of each interval is chance. In atrial
 * fibrillation intervals are independent and log-normal, not below the refractory period. A
 * ventricular beat comes early and leaves the sinus node's own time as it was, so the pause after
 * it is compensatory; an atrial one resets the sinus node, so the pause after it is not.
 */
final class BeatClock {
  private static final int TONES = 4;
  private static final double LOW_FREQUENCY_HZ = 0.1;
  private static final double PEAK_WIDTH_HZ = 0.01;
  private static final double REFRACTORY_SECONDS = 0.32;
  private static final double SHORTEST_COUPLING_SECONDS = 0.36;

  private final HeartScenario scenario;
  private final Random random;
  private final double respirationHz;
  private final double[] frequencies = new double[2 * TONES];
  private final double[] phases = new double[2 * TONES];
  private final double respiratoryVariability;
  private final double lowFrequencyVariability;
  private final double restRate;
  private final double fastRate;
  private final double slowRate;
  private final double fibrillationRate;
  private final double fibrillationSpread;
  private final double coupling;
  private final double atrialCoupling;
  private final double recoveryTime;

  private double sinusTime;
  private double sinusInterval;
  private double lastTime;
  private boolean afterEctopic;
  private boolean afterAtrial;

  /** One beat to come: time of its R peak and the interval before it, in seconds. */
  record Scheduled(double time, double interval, BeatClass beatClass, Episode episode) {
    Rhythm rhythm() {
      return episode.rhythm();
    }
  }

  BeatClock(HeartScenario scenario, long seed) {
    this.scenario = scenario;
    this.random = new Random(seed);
    respirationHz = clamp(0.24 + 0.04 * random.nextGaussian(), 0.16, 0.34);
    for (int i = 0; i < 2 * TONES; i++) {
      double centre = i < TONES ? LOW_FREQUENCY_HZ : respirationHz;
      frequencies[i] = centre + PEAK_WIDTH_HZ * random.nextGaussian();
      phases[i] = 2 * Math.PI * random.nextDouble();
    }
    respiratoryVariability = 0.018 * spread(0.5);
    lowFrequencyVariability = 0.018 * spread(0.4);
    restRate = clamp(71 + 8 * random.nextGaussian(), 62, 88);
    fastRate = clamp(109 + 6 * random.nextGaussian(), 103, 124);
    slowRate = clamp(47 + 2.5 * random.nextGaussian(), 43, 52);
    fibrillationRate = clamp(92 * spread(0.2), 66, 135);
    fibrillationSpread = clamp(0.23 + 0.03 * random.nextGaussian(), 0.18, 0.3);
    coupling = clamp(0.63 + 0.04 * random.nextGaussian(), 0.55, 0.7);
    Random atria = new Random(Seeds.mixed(seed));
    atrialCoupling = clamp(0.68 + 0.04 * atria.nextGaussian(), 0.6, 0.76);
    recoveryTime = clamp(1.07 + 0.02 * atria.nextGaussian(), 1.03, 1.12);
    sinusInterval = 60 / restRate;
    sinusTime = -random.nextDouble() * sinusInterval;
    lastTime = sinusTime;
  }

  /** Respiratory rate, which the baseline and the size of beats follow too. */
  double respirationHz() {
    return respirationHz;
  }

  /** The next beat; each is later than the one before. */
  Scheduled next() {
    Episode episode = scenario.episodeAt(lastTime);
    double time;
    BeatClass beatClass = BeatClass.NORMAL;
    if (afterEctopic) {
      sinusTime += 2 * sinusInterval;
      time = sinusTime;
      afterEctopic = false;
    } else if (afterAtrial) {
      // The node begins anew, a little late.
      sinusTime += recoveryTime * sinusInterval;
      time = sinusTime;
      afterAtrial = false;
    } else {
      sinusInterval = interval(episode.rhythm(), sinusTime);
      double share = episode.ectopicShare();
      // Each premature beat is followed by a normal one, hence the odds.
      boolean premature = share > 0 && random.nextDouble() < share / (1 - share);
      if (premature && episode.rhythm() == Rhythm.ATRIAL_ECTOPY) {
        double early = atrialCoupling + 0.02 * random.nextGaussian();
        sinusTime += Math.max(SHORTEST_COUPLING_SECONDS, early * sinusInterval);
        time = sinusTime;
        beatClass = BeatClass.ATRIAL_PREMATURE;
        afterAtrial = true;
      } else if (premature) {
        double early = coupling + 0.015 * random.nextGaussian();
        time = sinusTime + Math.max(SHORTEST_COUPLING_SECONDS, early * sinusInterval);
        beatClass = BeatClass.VENTRICULAR;
        afterEctopic = true;
      } else {
        sinusTime += sinusInterval;
        time = sinusTime;
      }
    }
    double interval = time - lastTime;
    lastTime = time;
    return new Scheduled(time, interval, beatClass, scenario.episodeAt(time));
  }

  private double interval(Rhythm rhythm, double time) {
    return switch (rhythm) {
      case SINUS, VENTRICULAR_ECTOPY, ATRIAL_ECTOPY -> sinus(60 / restRate, time, 1);
      // The vagus that makes the variability is withdrawn when the rate is high.
      case SINUS_TACHYCARDIA -> sinus(60 / fastRate, time, 0.25);
      case SINUS_BRADYCARDIA -> sinus(60 / slowRate, time, 1);
      case ATRIAL_FIBRILLATION -> {
        double chance =
            StrictMath.exp(
                fibrillationSpread * random.nextGaussian()
                    - fibrillationSpread * fibrillationSpread / 2);
        yield Math.max(REFRACTORY_SECONDS, 60 / fibrillationRate * chance);
      }
    };
  }

  private double sinus(double mean, double time, double share) {
    double low = 0;
    double respiratory = 0;
    for (int i = 0; i < TONES; i++) {
      low += StrictMath.sin(2 * Math.PI * frequencies[i] * time + phases[i]);
      int k = TONES + i;
      respiratory += StrictMath.sin(2 * Math.PI * frequencies[k] * time + phases[k]);
    }
    // A sum of n tones of random phase has a mean square of n/2.
    double unit = Math.sqrt(2.0 / TONES);
    double variation =
        unit * (lowFrequencyVariability * low + respiratoryVariability * respiratory)
            + 0.004 * random.nextGaussian();
    return mean * (1 + share * clamp(variation, -0.3, 0.3));
  }

  private double spread(double sigma) {
    return StrictMath.exp(sigma * clamp(random.nextGaussian(), -2, 2));
  }

  static double clamp(double value, double low, double high) {
    return Math.max(low, Math.min(high, value));
  }
}
