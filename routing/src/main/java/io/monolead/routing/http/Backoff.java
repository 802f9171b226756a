// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.http;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before another attempt: twice as long after each failure, up to a limit, of
 * which the second half is left to chance so that those who failed together do not come back
 * together.
 *
 * @param first the wait after the first failure
 * @param longest the longest wait
 */
public record Backoff(Duration first, Duration longest) {
  /** Half a second to a minute. */
  public static final Backoff USUAL = new Backoff(Duration.ofMillis(500), Duration.ofMinutes(1));

  private static final int MOST_DOUBLINGS = 30;

  public Backoff {
    if (first.toMillis() < 1 || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "A back-off begins with at least 1 ms and does not shrink, not "
              + first
              + ", "
              + longest);
    }
  }

  /**
   * The wait after a failure.
   *
   * @param failures failures in a row, this one included, at least 1
   */
  public Duration after(int failures, RandomGenerator chance) {
    int doublings = Math.min(Math.max(failures, 1) - 1, MOST_DOUBLINGS);
    // 2^30 times a day is far below the limit of a long in milliseconds.
    long most = Math.min(longest.toMillis(), first.toMillis() * (1L << doublings));
    long least = (most + 1) / 2;
    return Duration.ofMillis(least + chance.nextLong(most - least + 1));
  }
}
