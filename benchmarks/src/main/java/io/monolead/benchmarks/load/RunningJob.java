// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

/** A job that was started, however many processes it has. Closing kills them. */
public interface RunningJob extends AutoCloseable {
  /**
   * Does nothing while it runs.
   *
   * @throws IllegalStateException with the end of a log, if a process of it has ended
   */
  void requireAlive();

  /** The end of what it logged. */
  String lastLines();

  @Override
  void close();
}
