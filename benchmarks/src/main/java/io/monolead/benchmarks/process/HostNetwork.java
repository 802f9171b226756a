// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The hosts of the run and the network between them.
 *
 * <p>In namespaces every host has one of its own, tied by a pair of virtual interfaces to a bridge
 * in the command's own namespace; taking the bridge's end of a pair down cuts the host off, as a
 * pulled plug would. The command's own namespace must be private: nothing here is taken back but by
 * the end of that namespace. Without namespaces all hosts are the loopback interface, and none can
 * be cut off.
 */
public final class HostNetwork {
  /** The name of this command in {@link #traffic}. */
  public static final String COMMAND = "command";

  private static final String SUBNET = "10.111.0.";
  private static final String BRIDGE = "br0";
  private static final String LOOPBACK = "127.0.0.1";
  private static final int FIRST_HOST = 2;
  private static final String INSIDE = "eth0";
  private static final Path COUNTERS = Path.of("/proc/self/net/dev");

  /** So much a link may hold back, more than one unsegmented packet. */
  private static final String BURST = "256kb";

  private final List<String> hosts;
  private final boolean namespaces;

  private HostNetwork(List<String> hosts, boolean namespaces) {
    this.hosts = List.copyOf(hosts);
    this.namespaces = namespaces;
  }

  /** All on the loopback interface. */
  public static HostNetwork loopback(List<String> hosts) {
    return new HostNetwork(hosts, false);
  }

  /** Each host in a namespace of its own. */
  public static HostNetwork namespaces(List<String> hosts) {
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
          "ip", "link", "add", plug, "type", "veth", "peer", "name", INSIDE, "netns", host);
      SystemCommand.run("ip", "link", "set", plug, "master", BRIDGE);
      SystemCommand.run("ip", "link", "set", plug, "up");
      inside(host, "ip", "link", "set", "lo", "up");
      inside(host, "ip", "addr", "add", network.address(host) + "/24", "dev", INSIDE);
      inside(host, "ip", "link", "set", INSIDE, "up");
    }
    return network;
  }

  private static void inside(String host, String... command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", host));
    all.addAll(List.of(command));
    SystemCommand.run(all.toArray(String[]::new));
  }

  /** Where the other hosts reach this command. */
  public String commandAddress() {
    return namespaces ? SUBNET + 1 : LOOPBACK;
  }

  /** Where a host is reached. */
  public String address(String host) {
    return namespaces ? SUBNET + (FIRST_HOST + index(host)) : LOOPBACK;
  }

  /** What has to stand before a command for it to run on a host. */
  public List<String> prefix(String host) {
    return namespaces ? List.of("ip", "netns", "exec", host) : List.of();
  }

  /** Cuts a host off from all others. */
  public void cut(String host) {
    SystemCommand.run("ip", "link", "set", plug(host), "down");
  }

  /** Ends a {@link #cut}. */
  public void join(String host) {
    SystemCommand.run("ip", "link", "set", plug(host), "up");
  }

  /** Takes the link of a host down in the host itself, as a broken driver would. */
  public void linkDown(String host) {
    inside(host, "ip", "link", "set", INSIDE, "down");
  }

  /** Ends a {@link #linkDown}. */
  public void linkUp(String host) {
    inside(host, "ip", "link", "set", INSIDE, "up");
  }

  /**
   * Limits all links, both ways: with netem where the kernel has it; else the rate alone.
   *
   * @return what the links now have: without a delay if the kernel cannot make one
   * @throws IllegalStateException if the kernel cannot even limit the rate
   */
  public LinkLimits limit(LinkLimits limits) {
    String rate = limits.megabits() + "mbit";
    String delay = limits.delayMillis() + "ms";
    boolean delays = limits.delayMillis() > 0;
    for (String host : hosts) {
      if (delays) {
        try {
          inside(host, queue(INSIDE, "netem", "delay", delay, "rate", rate));
        } catch (IllegalStateException e) {
          delays = false;
        }
      }
      if (!delays) {
        inside(host, queue(INSIDE, "tbf", "rate", rate, "burst", BURST, "latency", "50ms"));
      }
      SystemCommand.run(queue(plug(host), "tbf", "rate", rate, "burst", BURST, "latency", "50ms"));
    }
    return delays ? limits : new LinkLimits(limits.megabits(), 0);
  }

  /** Ends {@link #limit}. */
  public void unlimit() {
    for (String host : hosts) {
      inside(host, "tc", "qdisc", "del", "dev", INSIDE, "root");
      SystemCommand.run("tc", "qdisc", "del", "dev", plug(host), "root");
    }
  }

  private static String[] queue(String device, String... discipline) {
    List<String> all = new ArrayList<>(List.of("tc", "qdisc", "add", "dev", device, "root"));
    all.addAll(List.of(discipline));
    return all.toArray(String[]::new);
  }

  /**
   * What went through the links so far, by host, and under {@link #COMMAND} what this command sent
   * to and received from hosts.
   *
   * @throws IllegalStateException without namespaces, where nobody counts
   */
  public Map<String, HostTraffic> traffic() {
    if (!namespaces) {
      throw new IllegalStateException("Hosts without a network of their own are not counted");
    }
    Map<String, HostTraffic> interfaces;
    try {
      interfaces = HostTraffic.ofInterfaces(Files.readAllLines(COUNTERS));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + COUNTERS, e);
    }
    Map<String, HostTraffic> all = new LinkedHashMap<>();
    hosts.forEach(host -> all.put(host, interfaces.get(plug(host)).fromOtherEnd()));
    // The bridge's own counters are those of the host that it stands in.
    all.put(COMMAND, interfaces.get(BRIDGE));
    return all;
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
