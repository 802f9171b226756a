// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process that is to run until it is killed, and is started again when it ends by itself.
 * Thread-safe.
 */
public final class ServerProcess implements AutoCloseable {
  private static final long GONE_WITHIN_SECONDS = 30;
  private static final int LAST_LINES = 15;

  private final String name;
  private final List<String> command;
  private final Path log;
  private Process process;
  private boolean wanted;
  private boolean suspended;
  private int endedByItself;

  /**
   * A process that does not run yet.
   *
   * @param name its name in messages, and its host in the network
   * @param command program and arguments
   * @param log receives its output; appended to
   */
  public ServerProcess(String name, List<String> command, Path log) {
    this.name = name;
    this.command = List.copyOf(command);
    this.log = log;
  }

  public String name() {
    return name;
  }

  /** Starts it, unless it runs. */
  public synchronized void start() {
    wanted = true;
    if (process != null && process.isAlive()) {
      return;
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()));
    // Waiting engine threads would otherwise spin and take the cores from everybody else.
    builder.environment().putAll(Map.of("OMP_WAIT_POLICY", "passive", "DJL_OFFLINE", "true"));
    try {
      process = builder.start();
      suspended = false;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + name, e);
    }
  }

  /** Kills it with SIGKILL and waits until it is gone; it stays down until {@link #start}. */
  public synchronized void kill() {
    wanted = false;
    if (process == null) {
      return;
    }
    process.destroyForcibly();
    try {
      if (!process.waitFor(GONE_WITHIN_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            name + " is not gone " + GONE_WITHIN_SECONDS + " s after SIGKILL");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops it with SIGSTOP. */
  public synchronized void suspend() {
    signal("STOP");
    suspended = true;
  }

  /** Lets it go on after {@link #suspend}. */
  public synchronized void resume() {
    if (suspended) {
      signal("CONT");
      suspended = false;
    }
  }

  private void signal(String signal) {
    if (process != null && process.isAlive()) {
      SystemCommand.run("kill", "-" + signal, Long.toString(process.pid()));
    }
  }

  /** Whether it should run and does not; then starts it again and counts it. */
  public synchronized boolean restartIfEnded() {
    if (!wanted || process.isAlive()) {
      return false;
    }
    endedByItself++;
    start();
    return true;
  }

  /**
   * Its number, while it runs.
   *
   * @throws IllegalStateException if it was never started
   */
  public synchronized long pid() {
    if (process == null) {
      throw new IllegalStateException(name + " was never started");
    }
    return process.pid();
  }

  /** Whether it runs. */
  public synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  /**
   * Does nothing while it runs.
   *
   * @throws IllegalStateException with the end of its log, if it has ended
   */
  public void requireAlive() {
    if (!isAlive()) {
      throw new IllegalStateException(name + " has ended by itself:\n" + lastLines());
    }
  }

  /** The end of its log, without the lines that only name places in the code. */
  public String lastLines() {
    try {
      List<String> lines = new ArrayList<>(Files.readAllLines(log));
      // The causes that Flink names stand far above the end.
      lines.removeIf(line -> line.startsWith("\tat ") || line.startsWith("\t..."));
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }

  /** How often it ended although nobody killed it. */
  public synchronized int endedByItself() {
    return endedByItself;
  }

  /** From now on it may end. */
  public synchronized void mayEnd() {
    wanted = false;
  }

  @Override
  public void close() {
    kill();
  }
}
