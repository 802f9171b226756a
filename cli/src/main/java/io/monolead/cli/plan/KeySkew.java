// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.plan;

/**
 * How unevenly devices spread over subtasks.
 *
 * <p>Flink hashes each device into one of the job's key groups and gives every subtask a range of
 * groups. Two things make one subtask busier than the mean: groups that do not divide by the
 * subtasks, and chance, which matters where a subtask has few devices.
 */
final class KeySkew {
  private KeySkew() {}

  /**
   * Devices of the busiest subtask over the mean of all, as to be expected.
   *
   * <p>The greatest share of groups is g = ⌈G/p⌉ of G. Of m = devices · g/G on such a subtask,
   * chance makes about m + √(2 m ln p) on the busiest (Raab and Steger, Balls into Bins, RANDOM
   * 1998, theorem 1, for many balls).
   *
   * @param devices at least 1
   * @param keyGroups {@code monolead.max-parallelism}, at least 1
   * @param subtasks at least 1; more than there are groups get nothing, which is told as unevenness
   * @return 1 or above, at most the number of subtasks
   */
  static double busiestOverMean(long devices, long keyGroups, long subtasks) {
    double mostGroups = Math.ceil((double) keyGroups / subtasks);
    double expected = devices * mostGroups / keyGroups;
    double most = expected + Math.sqrt(2 * expected * Math.log(subtasks));
    return Math.min(most, devices) * subtasks / devices;
  }
}
