// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.invocation;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jline.utils.Signals;

/**
 * Ctrl-C and {@code kill} as a wish, not a death: the command sees it, comes to its end and prints
 * what it has. A second Ctrl-C ends the process at once.
 *
 * <p>Thread-safe.
 */
public final class StopSignal {
  /** By convention 128 plus the number of SIGINT. */
  private static final int KILLED_BY_INTERRUPT = 130;

  private final CountDownLatch requested = new CountDownLatch(1);

  /** Listens to SIGINT and SIGTERM of this process from now on. */
  public void listen() {
    Signals.register("INT", this::interrupted);
    Signals.register("TERM", this::request);
  }

  /** Asks the command to stop. */
  public void request() {
    requested.countDown();
  }

  /** Whether the command should stop. */
  public boolean requested() {
    return requested.getCount() == 0;
  }

  /** Waits until a stop is asked for or the time is over; true if it was asked for. */
  public boolean await(Duration time) throws InterruptedException {
    return requested.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void interrupted() {
    if (requested()) {
      Runtime.getRuntime().halt(KILLED_BY_INTERRUPT);
    }
    request();
  }
}
