// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.plan;

import java.time.Duration;

/**
 * What the planner cannot measure and its user decides.
 *
 * @param utilisation share of the task managers' processor time that is to be used in normal times,
 *     above 0 and at most 0.9; the rest is for catching up
 * @param coresOfTaskManager cores, and subtasks, of a task manager, at least 1
 * @param replication copies of each record in Kafka, at least 1
 * @param segmentRetention how long segments are kept
 * @param resultRetention how long scores are kept
 * @param partitionMegabytesPerSecond what one partition is to take at most, MB/s
 * @param readers consumers of the segments beside the job, such as the monitor and an archive
 * @param gpuWindowsPerSecond windows per second of a GPU, measured by the user; 0 to plan for cores
 */
public record Assumptions(
    double utilisation,
    int coresOfTaskManager,
    int replication,
    Duration segmentRetention,
    Duration resultRetention,
    double partitionMegabytesPerSecond,
    int readers,
    double gpuWindowsPerSecond) {
  private static final double MOST_UTILISATION = 0.9;

  public Assumptions {
    if (!(utilisation > 0 && utilisation <= MOST_UTILISATION)) {
      throw new IllegalArgumentException(
          "The utilisation is above 0 and at most 0.9, not "
              + utilisation
              + ": a job without reserve never catches up after a restart");
    }
    if (coresOfTaskManager < 1 || replication < 1 || readers < 0) {
      throw new IllegalArgumentException(
          "Cores of a task manager and replication are at least 1, readers at least 0, not "
              + coresOfTaskManager
              + ", "
              + replication
              + " and "
              + readers);
    }
    if (segmentRetention.isNegative() || resultRetention.isNegative()) {
      throw new IllegalArgumentException("A retention is not below 0");
    }
    if (!(partitionMegabytesPerSecond > 0) || !(gpuWindowsPerSecond >= 0)) {
      throw new IllegalArgumentException(
          "A partition takes more than 0 MB/s and a GPU scores at least 0 windows/s, not "
              + partitionMegabytesPerSecond
              + " and "
              + gpuWindowsPerSecond);
    }
  }
}
