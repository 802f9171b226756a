// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.cluster;

import io.monolead.job.identity.LeadKey;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * How many devices each subtask gets. Flink hashes a key into one of as many groups as {@code
 * monolead.max-parallelism} says, and gives each subtask a range of groups; with few devices chance
 * makes these shares uneven.
 *
 * @param devices devices of each subtask
 */
record KeyGroupShares(List<Integer> devices) {
  KeyGroupShares {
    devices = List.copyOf(devices);
  }

  /** Where Flink places these keys. */
  static KeyGroupShares of(Collection<LeadKey> keys, int maxParallelism, int parallelism) {
    int[] counts = new int[parallelism];
    for (LeadKey key : keys) {
      counts[
          KeyGroupRangeAssignment.assignKeyToParallelOperator(key, maxParallelism, parallelism)]++;
    }
    return new KeyGroupShares(IntStream.of(counts).boxed().toList());
  }

  /** Devices of the subtask that has most, over the mean of all. */
  double busiestOverMean() {
    double most = devices.stream().mapToInt(Integer::intValue).max().orElseThrow();
    double all = devices.stream().mapToInt(Integer::intValue).sum();
    return most * devices.size() / all;
  }
}
