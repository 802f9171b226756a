// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.cluster;

import io.monolead.benchmarks.load.LoadFleet;
import io.monolead.benchmarks.process.HostTraffic;
import java.util.List;

/**
 * Who sent how much to whom, from what went through each host's link.
 *
 * <p>The links count by host, not by partner. But everything that task managers receive came from
 * the broker, the job manager or another task manager, and what the broker and the job manager sent
 * went to task managers but for what the command received; so what is left went between task
 * managers. The same holds with sent and received exchanged, and the mean of both is told. What
 * broker and job manager say to each other, a few bytes a second, is taken for the job's.
 *
 * @param betweenTaskManagers bytes from task managers to task managers, each counted once
 * @param brokerToJob bytes from the broker to the job
 * @param jobToBroker bytes from the job to the broker
 */
record WireBytes(double betweenTaskManagers, double brokerToJob, double jobToBroker) {
  /**
   * Reckons.
   *
   * @param taskManagers what each task manager's link carried
   * @param broker what the broker's link carried
   * @param jobManager what the job manager's link carried
   * @param command what the command exchanged with all of them: it reads scores from the broker,
   *     and must not have asked the job manager anything meanwhile
   */
  static WireBytes of(
      List<HostTraffic> taskManagers,
      HostTraffic broker,
      HostTraffic jobManager,
      HostTraffic command) {
    double received = 0;
    double sent = 0;
    for (HostTraffic each : taskManagers) {
      received += each.receivedBytes();
      sent += each.sentBytes();
    }
    double toOthers =
        received - broker.sentBytes() - jobManager.sentBytes() + command.receivedBytes();
    double fromOthers =
        sent - broker.receivedBytes() - jobManager.receivedBytes() + command.sentBytes();
    return new WireBytes(
        (toOthers + fromOthers) / 2,
        broker.sentBytes() - command.receivedBytes(),
        broker.receivedBytes() - command.sentBytes());
  }

  /**
   * Of one window. A device's first window takes more segments than those after it, so the segments
   * count for what is read and passed on.
   *
   * @param segments segments that were read
   * @param windows windows that were scored
   */
  WireBytes perWindow(double segments, double windows) {
    double windowsOfSegments = segments / LoadFleet.HOP_SEGMENTS;
    return new WireBytes(
        betweenTaskManagers / windowsOfSegments,
        brokerToJob / windowsOfSegments,
        jobToBroker / windows);
  }

  /**
   * What goes between task managers as their number grows: the keys of a topic's partition are
   * spread evenly over all subtasks, so of n task managers' segments the share (n - 1)/n goes to
   * another one.
   *
   * @param measured bytes between so many task managers
   * @param taskManagers how many they were, at least 2
   * @param wanted of how many to tell, at least 1
   */
  static double scaled(double measured, int taskManagers, int wanted) {
    return measured * shareAway(wanted) / shareAway(taskManagers);
  }

  private static double shareAway(int taskManagers) {
    return (taskManagers - 1.0) / taskManagers;
  }
}
