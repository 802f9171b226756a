// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import java.util.Random;

/**
 * The atria in fibrillation: a saw-tooth of two harmonics whose rate and size wander, after Stridh
 * and Sörnmo, "Spatiotemporal QRST cancellation techniques for analysis of atrial fibrillation",
 * IEEE Trans. Biomed. Eng. 48(1), 2001. The dipole keeps its direction, from which V1 and II see
 * more than I does.
 */
final class FibrillatoryWaves {
  private static final double SLOWEST_HZ = 4.3;
  private static final double FASTEST_HZ = 8.7;

  /** Seconds over which rate and size forget themselves. */
  private static final double MEMORY_SECONDS = 0.6;

  private final NoiseRandom random;
  private final double centreHz;
  private final double millivolts;
  private final double forget;
  private final double chance;
  private final double stepPerHz;
  private long phase;
  private double rate;
  private double size;

  FibrillatoryWaves(double samplingRateHz, long seed) {
    Random patient = new Random(seed);
    this.centreHz = Morphology.normal(patient, 6.3, 0.6, 5, 7.6);
    this.millivolts = 0.038 * Morphology.spread(patient, 0.3);
    this.random = new NoiseRandom(patient.nextLong());
    this.forget = StrictMath.exp(-1 / (MEMORY_SECONDS * samplingRateHz));
    this.chance = Math.sqrt(1 - forget * forget);
    this.stepPerHz = 0x1p64 / samplingRateHz;
  }

  /** What a lead with this sight of the dipole (x, y, z) sees of waves of unit height. */
  static double seen(double[] row) {
    DipoleWave direction = DipoleWave.bell(1, 50, 1.3, 0, 1);
    return row[0] * direction.x() + row[1] * direction.y() + row[2] * direction.z();
  }

  /** The dipole at the next sample in millivolts along its direction. */
  double next() {
    rate = forget * rate + chance * random.nextGaussian();
    size = forget * size + chance * random.nextGaussian();
    double hz = BeatClock.clamp(centreHz + 0.5 * rate, SLOWEST_HZ, FASTEST_HZ);
    phase += (long) (hz * stepPerHz);
    double height = millivolts * Math.max(0.2, 1 + 0.35 * size);
    return height * (Sine.of(phase) + 0.3 * Sine.of(2 * phase));
  }
}
