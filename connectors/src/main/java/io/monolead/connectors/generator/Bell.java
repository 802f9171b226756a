// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

/** The Gaussian {@code exp(-x²/2)} from a table; linear interpolation is within 2e-7. */
final class Bell {
  /** Beyond so many widths a bell is less than 0.04 % of its height and taken for nothing. */
  static final double REACH = 4;

  private static final int STEPS_PER_WIDTH = 1024;
  private static final double[] TABLE = new double[((int) REACH) * STEPS_PER_WIDTH + 2];

  static {
    for (int i = 0; i < TABLE.length; i++) {
      double x = (double) i / STEPS_PER_WIDTH;
      TABLE[i] = StrictMath.exp(-x * x / 2);
    }
  }

  private Bell() {}

  /**
   * Height of the bell, 0 to 1.
   *
   * @param x widths from the centre, 0 to {@link #REACH}
   */
  static double at(double x) {
    double scaled = x * STEPS_PER_WIDTH;
    int i = (int) scaled;
    return TABLE[i] + (scaled - i) * (TABLE[i + 1] - TABLE[i]);
  }
}
