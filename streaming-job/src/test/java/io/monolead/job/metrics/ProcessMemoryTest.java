// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The files are as Linux writes them, copied from running systems and shortened. */
class ProcessMemoryTest {
  private static final double MIB = 1 << 20;

  @TempDir Path folder;
  private Path proc;
  private Path groups;
  private ProcessMemory memory;

  @BeforeEach
  void aMachineOfEightGibibytesWithoutGroups() throws IOException {
    proc = folder.resolve("proc");
    groups = folder.resolve("cgroup");
    memory = new ProcessMemory(proc, groups);
    write(proc.resolve("meminfo"), "MemTotal:        8388608 kB\nMemFree:  123 kB\n");
    write(
        proc.resolve("self/status"),
        """
        Name:\tjava
        VmPeak:\t 5003264 kB
        VmRSS:\t  614400 kB
        RssAnon:\t  512000 kB
        RssFile:\t  101376 kB
        RssShmem:\t    1024 kB
        """);
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void memoryInRamIsTakenFromTheStatusOfTheProcess() {
    assertThat(memory.residentBytes()).isEqualTo(600 * MIB);
    assertThat(memory.anonymousBytes()).isEqualTo(501 * MIB);
  }

  @Test
  void withoutALimitTheMachineIsTheLimit() {
    assertThat(memory.limitBytes()).isEqualTo(8192 * MIB);
  }

  @Test
  void theLimitOfTheContainerCounts() throws IOException {
    write(proc.resolve("self/cgroup"), "0::/\n");
    write(groups.resolve("memory.max"), "2147483648\n");
    assertThat(memory.limitBytes()).isEqualTo(2048 * MIB);
  }

  @Test
  void theTightestOfTheGroupsAroundTheProcessCounts() throws IOException {
    write(proc.resolve("self/cgroup"), "0::/system.slice/flink.service\n");
    write(groups.resolve("system.slice/memory.max"), "1073741824\n");
    write(groups.resolve("system.slice/flink.service/memory.max"), "max\n");
    assertThat(memory.limitBytes()).isEqualTo(1024 * MIB);
  }

  @Test
  void controlGroupsOfVersion1AreUnderstoodToo() throws IOException {
    write(
        proc.resolve("self/cgroup"),
        "12:cpuset:/docker/abc\n9:memory:/docker/abc\n1:name=systemd:/docker/abc\n0::/\n");
    // In a container the group of the process is mounted as the root.
    write(groups.resolve("memory/memory.limit_in_bytes"), "1342177280\n");
    assertThat(memory.limitBytes()).isEqualTo(1280 * MIB);

    write(groups.resolve("memory/memory.limit_in_bytes"), "9223372036854771712\n");
    assertThat(memory.limitBytes()).isEqualTo(8192 * MIB);
  }

  @Test
  void aLimitAboveTheMachinesMemoryIsNone() throws IOException {
    write(proc.resolve("self/cgroup"), "0::/\n");
    write(groups.resolve("memory.max"), "1099511627776\n");
    assertThat(memory.limitBytes()).isEqualTo(8192 * MIB);
  }

  @Test
  void anotherSystemThanLinuxHasNoFigures() {
    ProcessMemory elsewhere = new ProcessMemory(folder.resolve("no"), folder.resolve("none"));
    assertThat(elsewhere.residentBytes()).isNaN();
    assertThat(elsewhere.anonymousBytes()).isNaN();
    assertThat(elsewhere.limitBytes()).isNaN();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void thisProcessTakesMoreThanItsHeapAndLessThanItsLimit() {
    ProcessMemory here = new ProcessMemory(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    double heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    assertThat(here.residentBytes()).isGreaterThan(heap).isLessThan(here.limitBytes());
    assertThat(here.anonymousBytes()).isBetween(MIB, here.residentBytes());
  }
}
