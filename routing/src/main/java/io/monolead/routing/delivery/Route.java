// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.delivery;

/**
 * The way from the alert topics to one target, from the group's committed position on.
 *
 * <p>A route that throws is closed and opened again by whoever runs it: nothing is lost, because
 * positions are committed after delivery.
 */
public interface Route extends AutoCloseable {
  /**
   * Delivers until it is asked to stop.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  void run() throws InterruptedException;

  /** Asks {@link #run} to end soon. From any thread. */
  void stop();

  /** Commits what was delivered, if the broker answers, and leaves the group. */
  @Override
  void close();
}
