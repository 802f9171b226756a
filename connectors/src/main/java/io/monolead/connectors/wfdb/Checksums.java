// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

/**
 * Sums of the samples of each signal of a file, modulo 65536. Neighbours are added to sums of their
 * own, which a processor does many at a time; who belongs to whom is sorted out at the end.
 */
final class Checksums {
  private static final int SUMS_AT_ONCE = 512;

  private final int width;

  /** Sums of whole frames side by side. */
  private final short[] sums;

  Checksums(int width) {
    this.width = width;
    this.sums = new short[Math.max(1, SUMS_AT_ONCE / width) * width];
  }

  /** Adds frames of all signals. */
  void add(short[] samples, int frames) {
    int count = frames * width;
    int from = 0;
    for (; from + sums.length <= count; from += sums.length) {
      add(samples, from, sums.length);
    }
    add(samples, from, count - from);
  }

  private void add(short[] samples, int from, int count) {
    short[] into = sums;
    for (int i = 0; i < count; i++) {
      into[i] = (short) (into[i] + samples[from + i]);
    }
  }

  /** The sum of a signal. */
  short of(int signal) {
    short sum = 0;
    for (int i = signal; i < sums.length; i += width) {
      sum += sums[i];
    }
    return sum;
  }
}
