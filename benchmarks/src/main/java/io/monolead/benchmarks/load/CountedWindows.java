// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

/**
 * The part of a filled topic that counts when it is read to its end: a job runs for months, so
 * neither its start nor the compiler's work in its first minute is its speed.
 *
 * @param beginMillis when it began, milliseconds since 1970
 * @param endMillis when it ended
 * @param windows windows whose scores the broker appended after the begin and up to the end
 */
public record CountedWindows(long beginMillis, long endMillis, double windows) {
  /** Which windows count, in words. */
  public static final String IN_WORDS = "from half of the windows to 95 % of them";

  private static final double FROM = 0.5;
  private static final double TO = 0.95;
  private static final double MILLIS = 1e-3;

  /**
   * The part of all windows.
   *
   * @param appendMillis when the broker appended each score, ascending
   */
  public static CountedWindows of(long[] appendMillis) {
    long begin = appendMillis[(int) (FROM * appendMillis.length)];
    long end = appendMillis[(int) (TO * appendMillis.length)];
    // Records of one batch share their time: those appended at the begin itself do not count.
    return new CountedWindows(begin, end, after(appendMillis, end) - after(appendMillis, begin));
  }

  /** How long it took. */
  public double seconds() {
    return (endMillis - beginMillis) * MILLIS;
  }

  /** Windows per second. */
  public double perSecond() {
    return windows / seconds();
  }

  /** How many were appended up to a moment. */
  static int after(long[] ascending, long millis) {
    int count = 0;
    while (count < ascending.length && ascending[count] <= millis) {
      count++;
    }
    return count;
  }
}
