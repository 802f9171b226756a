// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.cluster;

import io.monolead.benchmarks.process.HostNetwork;
import io.monolead.benchmarks.process.HostTraffic;
import io.monolead.benchmarks.process.JavaCommand;
import io.monolead.benchmarks.process.LinkLimits;
import io.monolead.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Builds a network of three hosts, sends known amounts over it and prints what the links counted, a
 * name and a figure a line. Started in namespaces of its own by {@link HostNetworkITCase}.
 */
public final class NetworkProbe {
  private static final int PORT = 9000;
  private static final int CHUNK = 1 << 16;
  private static final int CONNECT_MILLIS = 1000;
  private static final long START_MILLIS = 20_000;

  private NetworkProbe() {}

  /**
   * Runs.
   *
   * @param arguments {@code measure FOLDER}, {@code hang FOLDER}, or of the processes that it
   *     starts itself {@code receive ADDRESS} and {@code send ADDRESS BYTES}
   */
  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "receive" -> receive(arguments[1]);
      case "send" -> send(arguments[1], Integer.parseInt(arguments[2]));
      case "hang" -> hang(Path.of(arguments[1]));
      default -> measure(Path.of(arguments[1]));
    }
  }

  private static List<String> command(HostNetwork network, String host, String... arguments) {
    List<String> all = new ArrayList<>(host.isEmpty() ? List.of() : network.prefix(host));
    all.addAll(
        List.of(
            JavaCommand.program(),
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            NetworkProbe.class.getName()));
    all.addAll(List.of(arguments));
    return all;
  }

  private static HostNetwork begin(Path folder) throws InterruptedException {
    HostNetwork network = HostNetwork.namespaces(List.of("a", "b", "c"));
    new ServerProcess(
            "a", command(network, "a", "receive", network.address("a")), folder.resolve("a.log"))
        .start();
    long end = System.currentTimeMillis() + START_MILLIS;
    while (!reaches(network.address("a"))) {
      if (System.currentTimeMillis() > end) {
        throw new IllegalStateException("Host a does not answer");
      }
      Thread.sleep(50);
    }
    return network;
  }

  private static void hang(Path folder) throws InterruptedException {
    begin(folder);
    say("hangs", 1);
    Thread.sleep(Long.MAX_VALUE);
  }

  private static void measure(Path folder) throws IOException, InterruptedException {
    HostNetwork network = begin(folder);
    String a = network.address("a");
    Map<String, HostTraffic> before = network.traffic();
    int sent = 0;
    sent += run(command(network, "b", "send", a, "5000000"));
    sent += run(command(network, "c", "send", a, "2000000"));
    sent += run(command(network, "", "send", a, "1000000"));
    say("failed", sent);
    Map<String, HostTraffic> after = network.traffic();
    after.forEach(
        (host, traffic) -> {
          say(host + ".sent", traffic.sentBytes() - before.get(host).sentBytes());
          say(host + ".received", traffic.receivedBytes() - before.get(host).receivedBytes());
        });
    network.linkDown("a");
    say("down", run(command(network, "b", "send", a, "1")));
    network.linkUp("a");
    say("up", run(command(network, "b", "send", a, "1")));
    network.cut("a");
    say("cut", run(command(network, "b", "send", a, "1")));
    network.join("a");
    say("joined", run(command(network, "b", "send", a, "1")));
    LinkLimits got = network.limit(new LinkLimits(8, 1));
    long began = System.nanoTime();
    say("limited", run(command(network, "b", "send", a, "3000000")));
    say("seconds", (System.nanoTime() - began) / 1e9);
    say("delay", got.delayMillis());
    network.unlimit();
  }

  private static void say(String name, double figure) {
    System.out.println(name + " " + figure);
  }

  /** Returns 0 if the other end confirmed, else 1. */
  private static int run(List<String> command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  private static boolean reaches(String address) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, PORT), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void receive(String address) throws IOException {
    byte[] buffer = new byte[CHUNK];
    try (ServerSocket server = new ServerSocket(PORT, 8, InetAddress.getByName(address))) {
      while (true) {
        try (Socket socket = server.accept()) {
          InputStream in = socket.getInputStream();
          while (in.read(buffer) >= 0) {
            // Only the links count.
          }
          socket.getOutputStream().write(1);
        }
      }
    }
  }

  private static void send(String address, int bytes) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, PORT), CONNECT_MILLIS);
      OutputStream out = socket.getOutputStream();
      for (int left = bytes; left > 0; left -= CHUNK) {
        out.write(new byte[Math.min(CHUNK, left)]);
      }
      socket.shutdownOutput();
      System.exit(socket.getInputStream().read() == 1 ? 0 : 1);
    } catch (IOException e) {
      System.exit(1);
    }
  }
}
