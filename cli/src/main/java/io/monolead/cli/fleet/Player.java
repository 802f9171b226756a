// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.fleet;

import io.monolead.cli.board.Truth;
import io.monolead.connectors.replay.ReplayReport;
import io.monolead.evaluation.truth.LabelSpan;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/** Devices that send while a command watches. Thread-safe; whoever starts one closes it. */
public interface Player extends AutoCloseable {
  /**
   * A device and its lead.
   *
   * @param deviceId name of the device
   * @param lead the lead it sends
   */
  record DeviceName(String deviceId, String lead) {}

  /** The devices. */
  List<DeviceName> devices();

  /** What is true of a device now. */
  Truth truth(String deviceId);

  /** Event time that a device has reached, microseconds since 1970. */
  long nowMicros(String deviceId);

  /** Labels that {@link #truth()} tells of; of all others nothing is known. */
  Set<String> knownLabels();

  /** All that was true so far, for devices of which something is known. */
  List<LabelSpan> truth();

  /** What plays, in a few words. */
  String description();

  /** Whether everything was sent, or sending failed. */
  boolean finished();

  /**
   * Waits until everything was sent, or the player was closed, and tells how much.
   *
   * @throws ExecutionException if sending failed
   */
  ReplayReport await() throws InterruptedException, ExecutionException;

  /** Stops sending and waits until the last segment is out. */
  @Override
  void close() throws InterruptedException;
}
