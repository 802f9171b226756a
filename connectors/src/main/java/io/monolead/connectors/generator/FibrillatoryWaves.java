// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import java.util.Random;

/**
 * The atria in fibrillation: a saw-tooth of two harmonics whose rate and size wander, after Stridh
 * and Sörnmo, "Spatiotemporal QRST cancellation techniques for analysis of atrial fibrillation",
 * IEEE Trans. Biomed. Eng. 48(1), 2001.
 */
final class FibrillatoryWaves {
  private static final double SLOWEST_HZ = 4.3;
  private static final double FASTEST_HZ = 8.7;

  /** Seconds over which rate and size forget themselves. */
  private static final double MEMORY_SECONDS = 0.6;

  private final Random random;
  private final double samplingRateHz;
  private final double centreHz;
  private final double millivolts;
  private final double forget;
  private double phase;
  private double rate;
  private double size;

  FibrillatoryWaves(double projected, double samplingRateHz, long seed) {
    this.random = new Random(seed);
    this.samplingRateHz = samplingRateHz;
    this.centreHz = Morphology.normal(random, 6.3, 0.6, 5, 7.6);
    this.millivolts = 0.038 * Morphology.spread(random, 0.3) * projected;
    this.forget = Math.exp(-1 / (MEMORY_SECONDS * samplingRateHz));
  }

  /** The next sample in millivolts. */
  double next() {
    double chance = Math.sqrt(1 - forget * forget);
    rate = forget * rate + chance * random.nextGaussian();
    size = forget * size + chance * random.nextGaussian();
    double hz = BeatClock.clamp(centreHz + 0.5 * rate, SLOWEST_HZ, FASTEST_HZ);
    phase += 2 * Math.PI * hz / samplingRateHz;
    if (phase > 2 * Math.PI) {
      phase -= 2 * Math.PI;
    }
    double height = millivolts * Math.max(0.2, 1 + 0.35 * size);
    return height * (Math.sin(phase) + 0.3 * Math.sin(2 * phase));
  }
}
