// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

/**
 * One component of a beat: the dipole swells and fades along a bell that may stay at its height for
 * a while.
 *
 * @param x to the left arm, in millivolts of lead I
 * @param y to the feet, in the same measure
 * @param z to the front, in the same measure
 * @param from seconds after the R peak at which it reaches its height
 * @param to seconds after the R peak at which it begins to fade, not before {@code from}
 * @param rise standard deviation of the bell before, in seconds
 * @param fall standard deviation of the bell after, in seconds
 */
record DipoleWave(double x, double y, double z, double from, double to, double rise, double fall) {
  /** A wave begins and ends, by convention, where it has 4.4 % of its height. */
  private static final double EDGE = 2.5;

  /**
   * A vector of the frontal plane (0 degrees to the left arm, 90 to the feet) with a third part.
   */
  static DipoleWave bell(double size, double angle, double front, double centre, double width) {
    double radians = StrictMath.toRadians(angle);
    return new DipoleWave(
        size * StrictMath.cos(radians),
        size * StrictMath.sin(radians),
        front,
        centre,
        centre,
        width,
        width);
  }

  /** The same wave with another height, at another time and slower or faster. */
  DipoleWave changed(double height, double stretch, double later) {
    return new DipoleWave(
        height * x,
        height * y,
        height * z,
        from * stretch + later,
        to * stretch + later,
        rise * stretch,
        fall * stretch);
  }

  /** Seconds after the R peak at which it is taken to begin. */
  double onset() {
    return from - EDGE * rise;
  }

  /** Seconds after the R peak at which it is taken to end. */
  double end() {
    return to + EDGE * fall;
  }
}
