// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

/**
 * Chance for noise, many times a sample: xoshiro256++ of Blackman and Vigna ("Scrambled linear
 * pseudorandom number generators", ACM Trans. Math. Softw. 47(4), 2021), Gaussians by the ziggurat
 * of Marsaglia and Tsang (J. Stat. Softw. 5(8), 2000) with layer and height from different bits, as
 * Doornik asks. Every machine draws the same numbers. Not thread-safe.
 */
final class NoiseRandom {
  private static final int LAYERS = 128;
  private static final double TAIL = 3.442619855899;

  /** Area of each layer with 128 of them. */
  private static final double AREA = 9.91256303526217e-3;

  private static final double UNIT = 0x1p-53;
  private static final double[] EDGES = new double[LAYERS + 1];
  private static final double[] INNER = new double[LAYERS];

  static {
    double density = StrictMath.exp(-TAIL * TAIL / 2);
    EDGES[0] = AREA / density;
    EDGES[1] = TAIL;
    for (int i = 2; i < LAYERS; i++) {
      EDGES[i] = StrictMath.sqrt(-2 * StrictMath.log(AREA / EDGES[i - 1] + density));
      density = StrictMath.exp(-EDGES[i] * EDGES[i] / 2);
    }
    for (int i = 0; i < LAYERS; i++) {
      INNER[i] = EDGES[i + 1] / EDGES[i];
    }
  }

  private long s0;
  private long s1;
  private long s2;
  private long s3;

  NoiseRandom(long seed) {
    s0 = Seeds.mixed(seed);
    s1 = Seeds.mixed(s0);
    s2 = Seeds.mixed(s1);
    s3 = Seeds.mixed(s2);
  }

  private long nextLong() {
    long result = Long.rotateLeft(s0 + s3, 23) + s0;
    long t = s1 << 17;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = Long.rotateLeft(s3, 45);
    return result;
  }

  /** Uniform in [0, 1). */
  double nextDouble() {
    return (nextLong() >>> 11) * UNIT;
  }

  /** Normal with mean 0 and deviation 1. */
  double nextGaussian() {
    while (true) {
      long bits = nextLong();
      int layer = (int) bits & LAYERS - 1;
      double u = (bits >> 11) * (2 * UNIT);
      if (Math.abs(u) < INNER[layer]) {
        return u * EDGES[layer];
      }
      if (layer == 0) {
        return u < 0 ? -tail() : tail();
      }
      double x = u * EDGES[layer];
      double outer = StrictMath.exp((x * x - EDGES[layer] * EDGES[layer]) / 2);
      double inner = StrictMath.exp((x * x - EDGES[layer + 1] * EDGES[layer + 1]) / 2);
      if (outer + nextDouble() * (inner - outer) < 1) {
        return x;
      }
    }
  }

  /** Beyond the last edge, after Marsaglia 1964. */
  private double tail() {
    while (true) {
      double x = -StrictMath.log(1 - nextDouble()) / TAIL;
      double y = -StrictMath.log(1 - nextDouble());
      if (2 * y > x * x) {
        return TAIL + x;
      }
    }
  }
}
