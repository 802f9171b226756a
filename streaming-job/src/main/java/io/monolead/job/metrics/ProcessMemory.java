// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.metrics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The memory of this process as Linux counts it, which is more than Java knows of: the engine
 * allocates outside the heap. Read afresh at each question, from {@code /proc} (proc(5)) and the
 * control group's files (Linux, Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst).
 * Stateless; may be asked by any thread.
 */
public final class ProcessMemory {
  /** The version 1 limit of a group without one is the largest multiple of the page size. */
  private static final double NO_LIMIT = 1L << 60;

  private static final double BYTES_PER_KIBIBYTE = 1024;

  private final Path proc;
  private final Path controlGroups;

  /**
   * @param proc {@code /proc}
   * @param controlGroups {@code /sys/fs/cgroup}
   */
  ProcessMemory(Path proc, Path controlGroups) {
    this.proc = proc;
    this.controlGroups = controlGroups;
  }

  /** Registers the memory of this process with an operator. */
  public static void register(OperatorMetrics metrics) {
    ProcessMemory memory = new ProcessMemory(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    metrics.gauge(JobMetric.PROCESS_RESIDENT, memory::residentBytes);
    metrics.gauge(JobMetric.PROCESS_ANONYMOUS, memory::anonymousBytes);
    metrics.gauge(JobMetric.PROCESS_LIMIT, memory::limitBytes);
  }

  /** Bytes in RAM; NaN where that is not known. */
  double residentBytes() {
    return kibibytes("self/status", "VmRSS");
  }

  /** Bytes in RAM that no file stands behind, shared ones included; NaN where not known. */
  double anonymousBytes() {
    return kibibytes("self/status", "RssAnon") + kibibytes("self/status", "RssShmem");
  }

  /** The least of the limits of the process's control groups and the machine's memory. */
  double limitBytes() {
    double limit = kibibytes("meminfo", "MemTotal");
    for (String line : lines(proc.resolve("self/cgroup"))) {
      // HIERARCHY:CONTROLLERS:PATH; version 2 names no controllers.
      String[] parts = line.split(":", 3);
      if (parts.length == 3 && parts[1].isEmpty()) {
        limit = least(limit, controlGroups, parts[2], "memory.max");
      } else if (parts.length == 3 && List.of(parts[1].split(",", -1)).contains("memory")) {
        limit = least(limit, controlGroups.resolve("memory"), parts[2], "memory.limit_in_bytes");
      }
    }
    return limit;
  }

  /** A group is bound by the limits of all groups around it. In a container it sees its own. */
  private static double least(double limit, Path root, String path, String file) {
    double least = limit;
    Path group = root.resolve(path.substring(Math.min(1, path.length()))).normalize();
    while (group != null && group.startsWith(root)) {
      for (String line : lines(group.resolve(file))) {
        double bytes = number(line.strip());
        if (bytes < NO_LIMIT && !(bytes >= least)) {
          least = bytes;
        }
      }
      group = group.getParent();
    }
    return least;
  }

  private double kibibytes(String file, String name) {
    for (String line : lines(proc.resolve(file))) {
      if (line.startsWith(name + ":")) {
        String[] parts = line.substring(name.length() + 1).strip().split(" +", -1);
        return number(parts[0]) * BYTES_PER_KIBIBYTE;
      }
    }
    return Double.NaN;
  }

  /** A whole number; NaN for another text, such as {@code max}. */
  private static double number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
    } catch (IOException e) {
      // Another system than Linux, or another kind of control groups.
      return List.of();
    }
  }
}
