// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

/**
 * How long a batch waits for company.
 *
 * <p>A window that comes while a batch is being scored has to wait for the end of it anyway. So to
 * wait for the next window is worth no more than the time that scoring takes: if it is expected
 * later than that, the batch is scored at once, and nobody is served later than if it had waited.
 * If it is expected sooner, the batch waits, but for each window no longer than scoring takes, and
 * altogether no longer than the most that is allowed. Under load, windows queue while a batch is
 * scored and the next one fills without any wait.
 *
 * <p>When the next window is expected follows from how long this subtask lately stood idle before
 * each. All times are nanoseconds of one clock of any origin. Belongs to one thread.
 */
final class Patience {
  /** Weight of the latest observation: some ten windows make the guess. */
  private static final double LATEST = 0.25;

  /** Timers count milliseconds: a shorter wait cannot be told from none. */
  private static final long LEAST_NANOS = 1_000_000;

  private final long mostNanos;

  /** How long scoring a batch takes; as long as is allowed until there is a measurement. */
  private double scoringNanos;

  /** Idle time before a window. */
  private double gapNanos;

  private boolean begun;
  private long firstNanos;

  /** When the last window came or the last batch was done. */
  private long idleSinceNanos;

  /**
   * @param mostNanos the longest wait, 0 or more
   */
  Patience(long mostNanos) {
    this.mostNanos = mostNanos;
    this.scoringNanos = mostNanos;
  }

  /**
   * A window came.
   *
   * @param first whether it is the first of its batch
   */
  void arrived(long nowNanos, boolean first) {
    if (begun) {
      // Beyond twice the longest wait nobody waits whatever comes; a night's silence must not be
      // remembered for a night.
      long idle = Math.min(nowNanos - idleSinceNanos, 2 * mostNanos);
      gapNanos += LATEST * (idle - gapNanos);
    }
    begun = true;
    idleSinceNanos = nowNanos;
    if (first) {
      firstNanos = nowNanos;
    }
  }

  /** A batch was scored. */
  void scored(long startNanos, long endNanos) {
    scoringNanos += LATEST * (endNanos - startNanos - scoringNanos);
    idleSinceNanos = endNanos;
  }

  /**
   * How much longer the batch that began with the last {@link #arrived first} window waits, unless
   * another window comes.
   *
   * @return 0 or less if it is to be scored now
   */
  long remainingNanos(long nowNanos) {
    long deadlineNanos = firstNanos + mostNanos;
    long worthNanos =
        Math.min(Math.max((long) scoringNanos, LEAST_NANOS), deadlineNanos - idleSinceNanos);
    return gapNanos >= worthNanos ? 0 : idleSinceNanos + worthNanos - nowNanos;
  }
}
