// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Memory of a process.
 *
 * @param residentMib pages that it has in memory, MiB
 * @param proportionalMib the same with each page shared by n processes counted as 1/n, MiB; the sum
 *     over all processes is what the machine gives them
 */
record Footprint(double residentMib, double proportionalMib) {
  private static final double KIB_OF_MIB = 1024;

  /**
   * Of a process that runs.
   *
   * @throws IOException if it has ended
   */
  static Footprint of(long pid) throws IOException {
    return parse(Files.readAllLines(Path.of("/proc", Long.toString(pid), "smaps_rollup")));
  }

  /** From the lines of {@code /proc/PID/smaps_rollup}, see proc_pid_smaps(5). */
  static Footprint parse(List<String> lines) {
    return new Footprint(mib(lines, "Rss:"), mib(lines, "Pss:"));
  }

  private static double mib(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.split("\\s+")[1]) / KIB_OF_MIB)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("There is no " + name + " in " + lines));
  }
}
