// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

/**
 * One Gaussian of a beat as one lead sees it.
 *
 * @param millivolts height at the centre
 * @param centre seconds after the R peak
 * @param width standard deviation in seconds
 */
record Wave(double millivolts, double centre, double width) {
  /** Beyond so many widths a wave is less than 0.04 % of its height. */
  static final double REACH = 4;

  /** Height at a time in seconds after the R peak. */
  double at(double seconds) {
    double x = (seconds - centre) / width;
    return Math.abs(x) > REACH ? 0 : millivolts * Math.exp(-x * x / 2);
  }
}
