// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Processes that belong together and end together, also when this process is told to end. Each
 * writes to a log of its own.
 */
final class SystemProcesses implements AutoCloseable {
  private static final long READY_WITHIN_MILLIS = 60_000;
  private static final int LAST_LINES = 25;

  private final Path folder;
  private final Map<Path, Process> processes = new LinkedHashMap<>();
  private final Thread hook = new Thread(this::kill, "kill");

  /** None yet. */
  SystemProcesses(Path folder) {
    this.folder = folder;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts a process.
   *
   * @param name name of its log
   * @param command program and arguments
   */
  synchronized void start(String name, List<String> command) throws IOException {
    Path log = folder.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    // Each engine has one thread per worker; waiting ones must not take the cores from others.
    builder.environment().put("OMP_WAIT_POLICY", "passive");
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("DJL_OFFLINE", "true");
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    processes.put(log, builder.start());
  }

  /** Waits until something listens on a port of this machine. */
  void awaitPort(int port) throws IOException, InterruptedException {
    long until = System.currentTimeMillis() + READY_WITHIN_MILLIS;
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
        return;
      } catch (IOException e) {
        check();
        if (System.currentTimeMillis() > until) {
          throw new IOException("Nothing listens on port " + port + "; see " + folder, e);
        }
        Thread.sleep(50);
      }
    }
  }

  /**
   * Sees whether all of them run or have ended well.
   *
   * @throws IOException with the end of its log, if one has failed
   */
  synchronized void check() throws IOException {
    for (Map.Entry<Path, Process> entry : processes.entrySet()) {
      Process process = entry.getValue();
      if (!process.isAlive() && process.exitValue() != 0) {
        List<String> lines = new ArrayList<>(Files.readAllLines(entry.getKey()));
        throw new IOException(
            entry.getKey()
                + " ended with "
                + process.exitValue()
                + ":\n"
                + String.join(
                    "\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())));
      }
    }
  }

  /** A port that is free now. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Kills all and waits until they are gone. */
  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(hook);
    kill();
  }

  private synchronized void kill() {
    for (Process process : processes.values()) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    for (Process process : processes.values()) {
      try {
        process.waitFor(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
