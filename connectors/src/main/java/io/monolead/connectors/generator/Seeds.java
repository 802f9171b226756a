// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

/** Seeds that have nothing to do with each other, from seeds that are neighbours. */
final class Seeds {
  private Seeds() {}

  /** SplitMix64's finaliser: neighbouring seeds give unrelated hearts. */
  static long mixed(long seed) {
    long z = seed + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
