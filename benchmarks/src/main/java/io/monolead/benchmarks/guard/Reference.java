// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.guard;

/**
 * Arithmetic that never changes, against which everything else is measured: sums of products over
 * arrays that fit the processor's nearest cache. Plain Java, so an upgrade of an engine or library
 * shows.
 */
final class Reference implements Runnable {
  private static final int LENGTH = 2048;
  private static final int PASSES = 16;

  private final float[] left = new float[LENGTH];
  private final float[] right = new float[LENGTH];
  private float sum;

  Reference() {
    for (int i = 0; i < LENGTH; i++) {
      left[i] = (i % 17) * 0.25f;
      right[i] = (i % 13) * 0.5f;
    }
  }

  @Override
  public void run() {
    for (int pass = 0; pass < PASSES; pass++) {
      float products = 0;
      for (int i = 0; i < LENGTH; i++) {
        products += left[i] * right[i];
      }
      sum += products;
    }
  }

  /** The result, so that it cannot be left out. */
  float sum() {
    return sum;
  }
}
