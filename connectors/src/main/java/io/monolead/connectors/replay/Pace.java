// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.replay;

import java.util.concurrent.TimeUnit;

/** Waits for points in time, counted from the start of a replay. */
interface Pace {
  /**
   * Returns when this much time has passed since the start, at once if it has passed already.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  void awaitNanos(long sinceStart) throws InterruptedException;

  /**
   * The pace of this machine's clock. Waits are counted from the start, so that a late wake-up does
   * not delay what follows.
   */
  static Pace ofWallClock() {
    long start = System.nanoTime();
    return sinceStart -> {
      long left = sinceStart - (System.nanoTime() - start);
      if (left > 0) {
        TimeUnit.NANOSECONDS.sleep(left);
      }
    };
  }
}
