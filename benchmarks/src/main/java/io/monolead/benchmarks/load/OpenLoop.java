// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * Sends at a fixed rate, however the receiver does: number n is due n over rate after the start,
 * and whatever is overdue is sent at once, so that a stall delays nothing but itself and hides
 * nothing.
 *
 * <p>A thread of its own; closing it ends the thread. Thread-safe.
 */
public final class OpenLoop implements AutoCloseable {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** Sending in steps of two milliseconds takes next to no processor time. */
  private static final long STEP_NANOS = 2_000_000;

  private final double perSecond;
  private final LongConsumer send;
  private final long first;
  private final long startNanos = System.nanoTime();
  private final Thread thread;
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
  private volatile boolean stopped;
  private volatile long next;
  private volatile long worstLateNanos;

  /**
   * Begins to send.
   *
   * @param first number of the first record
   * @param perSecond records per second, above 0
   * @param send sends the record of a number
   */
  public OpenLoop(long first, double perSecond, LongConsumer send) {
    if (!(perSecond > 0)) {
      throw new IllegalArgumentException("A rate is above 0, not " + perSecond);
    }
    this.first = first;
    this.next = first;
    this.perSecond = perSecond;
    this.send = send;
    thread = new Thread(this::run, "open-loop");
    thread.setDaemon(true);
    thread.start();
  }

  /** How many records are due so long after the start, the first one at once. */
  static long due(long elapsedNanos, double perSecond) {
    return (long) (elapsedNanos * perSecond / NANOS_PER_SECOND) + 1;
  }

  /** When after the start the record of a place is due, nanoseconds. */
  static long dueNanos(long place, double perSecond) {
    return (long) Math.ceil(place * NANOS_PER_SECOND / perSecond);
  }

  private void run() {
    try {
      long index = first;
      while (!stopped) {
        long elapsed = System.nanoTime() - startNanos;
        long until = first + due(elapsed, perSecond);
        if (index < until) {
          worstLateNanos = Math.max(worstLateNanos, elapsed - dueNanos(index - first, perSecond));
        }
        while (index < until && !stopped) {
          send.accept(index++);
          next = index;
        }
        LockSupport.parkNanos(STEP_NANOS);
      }
    } catch (RuntimeException e) {
      failure.set(e);
    }
  }

  /** Number of the record that is sent next. */
  public long next() {
    return next;
  }

  /** The longest by which a record was sent later than due, seconds. */
  double worstLateSeconds() {
    return worstLateNanos / (double) NANOS_PER_SECOND;
  }

  /**
   * Ends the sending and waits until the thread has ended.
   *
   * @throws IllegalStateException if a record could not be sent
   */
  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (failure.get() != null) {
      throw new IllegalStateException("The generator failed", failure.get());
    }
  }
}
