// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.process;

/**
 * What the links of a network are to be like.
 *
 * @param megabits megabits per second in each direction, above 0
 * @param delayMillis delay of what leaves a host, milliseconds; 0 for none
 */
public record LinkLimits(int megabits, int delayMillis) {
  public LinkLimits {
    if (megabits < 1 || delayMillis < 0) {
      throw new IllegalArgumentException(
          "A link has at least 1 Mbit/s and no negative delay, not "
              + megabits
              + " Mbit/s and "
              + delayMillis
              + " ms");
    }
  }

  /** Such as {@code 1000 Mbit/s, 1 ms}. */
  public String text() {
    return megabits + " Mbit/s" + (delayMillis == 0 ? "" : ", " + delayMillis + " ms");
  }
}
