// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.cluster;

import io.monolead.benchmarks.load.LoadBroker;
import io.monolead.benchmarks.load.LoadSettings;
import io.monolead.benchmarks.process.HostNetwork;
import io.monolead.benchmarks.process.LinkLimits;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What was asked for on the command line.
 *
 * @param root root of the project
 * @param rounds rounds, where not the part's own
 * @param windows windows of the topic, where not the part's own
 * @param devices devices that send
 * @param limits limits of the links in one more arrangement; empty for no such arrangement
 */
record ClusterSettings(
    Path root, OptionalInt rounds, OptionalLong windows, int devices, Optional<LinkLimits> limits) {
  static final int DEFAULT_DEVICES = 1000;

  /** The same for what is shared with the other benchmarks. */
  LoadSettings load() {
    return new LoadSettings(
        root,
        root.resolve("models/monitoring-lead-i.mlb"),
        root.resolve("benchmarks/target/cluster"),
        OptionalDouble.empty(),
        rounds,
        devices,
        0,
        Optional.empty(),
        Map.of());
  }

  /** Where the broker runs. */
  LoadBroker.Place brokerPlace(HostNetwork network) {
    return new LoadBroker.Place(
        network.prefix(Arrangement.BROKER), network.address(Arrangement.BROKER));
  }

  /** What was typed, for a part. */
  String command(String part) {
    StringBuilder text = new StringBuilder("benchmarks/cluster " + part);
    rounds.ifPresent(value -> text.append(" --rounds ").append(value));
    windows.ifPresent(value -> text.append(" --windows ").append(value));
    if (devices != DEFAULT_DEVICES) {
      text.append(" --devices ").append(devices);
    }
    limits.ifPresent(
        link -> {
          text.append(" --megabits ").append(link.megabits());
          text.append(" --delay ").append(link.delayMillis());
        });
    return text.toString();
  }
}
