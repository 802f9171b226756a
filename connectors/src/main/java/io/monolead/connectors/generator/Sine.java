// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

/**
 * A sine of a phase that is a 64-bit part of a turn, from a table.
 *
 * <p>A phase that is an integer gains no error however many steps are added to it, and overflows
 * where a turn ends. Linear interpolation between 4096 entries is within 3e-7.
 */
final class Sine {
  private static final int BITS = 12;
  private static final int SHIFT = 64 - BITS;
  private static final double FRACTION = 1.0 / (1L << SHIFT);
  private static final double[] TABLE = new double[(1 << BITS) + 1];

  static {
    for (int i = 0; i < TABLE.length; i++) {
      TABLE[i] = StrictMath.sin(2 * Math.PI * i / (1 << BITS));
    }
  }

  private Sine() {}

  /** Phase for a part of a turn, 0 to 1. */
  static long phase(double turns) {
    return (long) ((turns - Math.floor(turns)) * 0x1p62) << 2;
  }

  /** What a tone adds to its phase with every sample; the frequency is below half the rate. */
  static long step(double hz, double samplingRateHz) {
    return phase(hz / samplingRateHz);
  }

  /** The sine of a phase. */
  static double of(long phase) {
    int i = (int) (phase >>> SHIFT);
    double part = (phase & (1L << SHIFT) - 1) * FRACTION;
    return TABLE[i] + part * (TABLE[i + 1] - TABLE[i]);
  }
}
