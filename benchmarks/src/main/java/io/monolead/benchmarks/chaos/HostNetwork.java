// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.chaos;

import io.monolead.benchmarks.process.SystemCommand;
import java.util.ArrayList;
import java.util.List;

/**
 * The hosts of the run and the network between them.
 *
 * <p>In namespaces every host has one of its own, tied by a pair of virtual interfaces to a bridge
 * in the command's own namespace; taking the bridge's end of a pair down cuts the host off, as a
 * pulled plug would. The command's own namespace must be private: nothing here is taken back but by
 * the end of that namespace. Without namespaces all hosts are the loopback interface, and none can
 * be cut off.
 */
final class HostNetwork {
  private static final String SUBNET = "10.111.0.";
  private static final String BRIDGE = "br0";
  private static final String LOOPBACK = "127.0.0.1";
  private static final int FIRST_HOST = 2;

  private final List<String> hosts;
  private final boolean namespaces;

  private HostNetwork(List<String> hosts, boolean namespaces) {
    this.hosts = List.copyOf(hosts);
    this.namespaces = namespaces;
  }

  /** All on the loopback interface. */
  static HostNetwork loopback(List<String> hosts) {
    return new HostNetwork(hosts, false);
  }

  /** Each host in a namespace of its own. */
  static HostNetwork namespaces(List<String> hosts) {
    HostNetwork network = new HostNetwork(hosts, true);
    // "ip netns" keeps names in files under /run; here nobody else sees them.
    SystemCommand.run("mount", "-t", "tmpfs", "tmpfs", "/run");
    SystemCommand.run("ip", "link", "set", "lo", "up");
    SystemCommand.run("ip", "link", "add", BRIDGE, "type", "bridge");
    SystemCommand.run("ip", "addr", "add", network.commandAddress() + "/24", "dev", BRIDGE);
    SystemCommand.run("ip", "link", "set", BRIDGE, "up");
    for (String host : hosts) {
      String plug = network.plug(host);
      SystemCommand.run("ip", "netns", "add", host);
      SystemCommand.run(
          "ip", "link", "add", plug, "type", "veth", "peer", "name", "eth0", "netns", host);
      SystemCommand.run("ip", "link", "set", plug, "master", BRIDGE);
      SystemCommand.run("ip", "link", "set", plug, "up");
      inside(host, "ip", "link", "set", "lo", "up");
      inside(host, "ip", "addr", "add", network.address(host) + "/24", "dev", "eth0");
      inside(host, "ip", "link", "set", "eth0", "up");
    }
    return network;
  }

  private static void inside(String host, String... command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", host));
    all.addAll(List.of(command));
    SystemCommand.run(all.toArray(String[]::new));
  }

  /** Where the other hosts reach this command. */
  String commandAddress() {
    return namespaces ? SUBNET + 1 : LOOPBACK;
  }

  /** Where a host is reached. */
  String address(String host) {
    return namespaces ? SUBNET + (FIRST_HOST + index(host)) : LOOPBACK;
  }

  /** What has to stand before a command for it to run on a host. */
  List<String> prefix(String host) {
    return namespaces ? List.of("ip", "netns", "exec", host) : List.of();
  }

  /** Cuts a host off from all others. */
  void cut(String host) {
    SystemCommand.run("ip", "link", "set", plug(host), "down");
  }

  /** Ends a {@link #cut}. */
  void join(String host) {
    SystemCommand.run("ip", "link", "set", plug(host), "up");
  }

  private String plug(String host) {
    return "plug" + index(host);
  }

  private int index(String host) {
    int index = hosts.indexOf(host);
    if (index < 0) {
      throw new IllegalArgumentException("There is no host " + host + " among " + hosts);
    }
    return index;
  }
}
