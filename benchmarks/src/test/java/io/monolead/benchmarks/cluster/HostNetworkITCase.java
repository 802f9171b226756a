// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.benchmarks.process.HostTraffic;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hosts in namespaces, with known bytes between them; skipped where there are no namespaces. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class HostNetworkITCase {
  @TempDir private Path folder;

  private Process probe(String what) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(Namespaces.javaOrSkip(HostNetworkITCase.class));
    command.addAll(
        List.of(
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            NetworkProbe.class.getName(),
            what,
            folder.toString()));
    return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
  }

  @Test
  void linksCountWhatIsSentAndCanBeTakenDownAndLimited() throws Exception {
    Process process = probe("measure");
    Map<String, Double> told = new HashMap<>();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      lines
          .lines()
          .map(line -> line.split(" "))
          .forEach(words -> told.put(words[0], Double.parseDouble(words[1])));
    }
    assertThat(process.waitFor()).isZero();

    // b sent 5 MB, c 2 MB and the command 1 MB to a; headers and answers are a few percent.
    assertThat(told).containsEntry("failed", 0.0);
    assertThat(told.get("b.sent")).isBetween(5e6, 5.4e6);
    assertThat(told.get("c.sent")).isBetween(2e6, 2.2e6);
    assertThat(told.get("command.sent")).isBetween(1e6, 1.1e6);
    assertThat(told.get("a.received")).isBetween(8e6, 8.6e6);
    assertThat(told.get("a.sent")).isLessThan(0.4e6);
    WireBytes wire =
        WireBytes.of(
            List.of(traffic(told, "a"), traffic(told, "b")),
            traffic(told, "c"),
            new HostTraffic(0, 0),
            traffic(told, "command"));
    // The command sent to a, not to the broker: its megabyte is in neither of these.
    assertThat(wire.brokerToJob() + told.get("command.received")).isBetween(2e6, 2.2e6);

    assertThat(told).containsEntry("down", 1.0).containsEntry("up", 0.0);
    assertThat(told).containsEntry("cut", 1.0).containsEntry("joined", 0.0);
    // 24 Mbit over 8 Mbit/s are three seconds, less what two links hold at the start.
    assertThat(told).containsEntry("limited", 0.0);
    assertThat(told.get("seconds")).isGreaterThan(2);
    assertThat(told.get("delay")).isBetween(0.0, 1.0);

    assertThat(NetworkInterface.networkInterfaces().map(NetworkInterface::getName))
        .noneMatch(name -> name.startsWith("plug"));
  }

  private static HostTraffic traffic(Map<String, Double> told, String host) {
    return new HostTraffic(told.get(host + ".sent"), told.get(host + ".received"));
  }

  @Test
  void whateverEndsTheCommandNothingIsLeft() throws Exception {
    Process process = probe("hang");
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(lines.readLine()).startsWith("hangs");
      List<ProcessHandle> all = process.descendants().toList();
      // The command, and the receiver in its namespace.
      assertThat(all).hasSizeGreaterThanOrEqualTo(2).allMatch(ProcessHandle::isAlive);

      process.destroyForcibly().waitFor();

      for (ProcessHandle each : all) {
        each.onExit().get(1, TimeUnit.MINUTES);
      }
    }
  }
}
