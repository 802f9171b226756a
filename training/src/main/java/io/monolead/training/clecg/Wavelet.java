// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.clecg;

/**
 * Orthogonal wavelets of Daubechies, extremal phase (I. Daubechies, "Ten Lectures on Wavelets",
 * SIAM 1992, table 6.1, DOI 10.1137/1.9781611970104). The number is that of vanishing moments:
 * signals that are polynomials of a lower degree have no details.
 */
public enum Wavelet {
  /** Haar's: means and differences of neighbours. */
  DB1,

  /** Four vanishing moments, eight coefficients; about the shape of a QRS complex. */
  DB4,

  /** Six vanishing moments, twelve coefficients. */
  DB6;

  /** The scaling filter; its coefficients add up to the root of 2. */
  public double[] scalingFilter() {
    return switch (this) {
      case DB1 -> new double[] {0.7071067811865476, 0.7071067811865476};
      case DB4 ->
          new double[] {
            0.2303778133088965,
            0.7148465705529157,
            0.6308807679298589,
            -0.027983769416859854,
            -0.18703481171909309,
            0.030841381835560764,
            0.0328830116668852,
            -0.010597401785069032
          };
      case DB6 ->
          new double[] {
            0.11154074335010945,
            0.4946238903984531,
            0.7511339080210954,
            0.31525035170919763,
            -0.22626469396543983,
            -0.12976686756726194,
            0.09750160558732304,
            0.02752286553030573,
            -0.03158203931748603,
            0.0005538422011614961,
            0.004777257510945511,
            -0.0010773010853084796
          };
    };
  }

  /** The number of levels beyond which a signal is shorter than the filter and only its edges. */
  public int deepestLevel(int samples) {
    int shortest = scalingFilter().length - 1;
    int level = 0;
    while (samples >> (level + 1) >= shortest) {
      level++;
    }
    return level;
  }
}
