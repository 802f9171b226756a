// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

/**
 * Sums of the samples of each signal of a file, modulo 65536. Neighbours are added to sums of their
 * own, which a processor does many at a time if they stand at the same places of two arrays; who
 * belongs to whom is sorted out at the end.
 */
final class Checksums {
  private static final int SUMS_AT_ONCE = 4096;

  private final int width;

  /** Sums of whole frames side by side. */
  private final short[] sums;

  /** Samples to add. */
  private final short[] added;

  /**
   * Sums of nothing.
   *
   * @param width samples of a frame
   */
  Checksums(int width) {
    this.width = width;
    this.sums = new short[Math.max(1, SUMS_AT_ONCE / width) * width];
    this.added = new short[sums.length];
  }

  /** Adds the frames of a block. */
  void add(UnitBlock block) {
    int count = block.frames() * width;
    int from = 0;
    for (; from + sums.length <= count; from += sums.length) {
      add(block, from, sums.length);
    }
    add(block, from, count - from);
  }

  private void add(UnitBlock block, int from, int count) {
    if (block.narrow() != null) {
      System.arraycopy(block.narrow(), from, added, 0, count);
    } else {
      for (int i = 0; i < count; i++) {
        added[i] = (short) block.wide()[from + i];
      }
    }
    add(sums, added, count);
  }

  private static void add(short[] sums, short[] added, int count) {
    for (int i = 0; i < count; i++) {
      sums[i] = (short) (sums[i] + added[i]);
    }
  }

  /**
   * The sum of a signal.
   *
   * @param offset where its samples begin within a frame
   * @param samples that it has in a frame
   */
  short of(int offset, int samples) {
    short sum = 0;
    for (int frame = 0; frame < sums.length; frame += width) {
      for (int i = frame + offset; i < frame + offset + samples; i++) {
        sum += sums[i];
      }
    }
    return sum;
  }
}
