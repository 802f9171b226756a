// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

import java.io.Serializable;

/**
 * When a micro-batch goes to the network.
 *
 * @param size windows that fill it, 1 to 1024
 * @param maxWaitMillis wall-clock time the first window of a batch waits at most, 0 or more; how
 *     long it does wait follows from the load, see {@link Patience}
 */
public record Batching(int size, long maxWaitMillis) implements Serializable {
  private static final long MOST_MILLIS = 3_600_000;

  public Batching {
    if (size < 1 || size > 1024) {
      throw new IllegalArgumentException("A batch takes 1 to 1024 windows, not " + size);
    }
    if (maxWaitMillis < 0 || maxWaitMillis > MOST_MILLIS) {
      throw new IllegalArgumentException(
          "A batch waits 0 ms to an hour, not " + maxWaitMillis + " ms");
    }
  }

  /** Up to 32 windows, of which none waits longer than 50 ms. */
  public static Batching defaults() {
    return new Batching(32, 50);
  }
}
