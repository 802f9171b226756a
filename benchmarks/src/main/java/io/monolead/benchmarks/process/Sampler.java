// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.process;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Looks at quantities that only grow ten times a second, so that their growth between any two
 * moments can be told afterwards. A thread of its own; closing it ends the thread. Thread-safe.
 */
public final class Sampler implements AutoCloseable {
  private static final long SAMPLE_MILLIS = 100;
  private static final double NANOS = 1e-9;

  private final Map<String, Timeline> timelines = new ConcurrentHashMap<>();
  private final Supplier<Map<String, Double>> look;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Begins to look.
   *
   * @param name name of the thread
   * @param look the quantities at this moment, by their names; what cannot be told is left out
   */
  public Sampler(String name, Supplier<Map<String, Double>> look) {
    this.look = look;
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!closed) {
        Map<String, Double> seen = look.get();
        long now = System.currentTimeMillis();
        seen.forEach(
            (name, value) ->
                timelines.computeIfAbsent(name, any -> new Timeline()).note(now, value));
        Thread.sleep(SAMPLE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** By how much a quantity grew; NaN if it was never seen. Times are milliseconds since 1970. */
  public double growth(String name, long fromMillis, long toMillis) {
    Timeline timeline = timelines.get(name);
    return timeline == null ? Double.NaN : timeline.growth(fromMillis, toMillis);
  }

  /** Processor time of a process up to now, seconds, to within 20 ms; empty if it is gone. */
  public static OptionalDouble cpuSeconds(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(handle -> handle.info().totalCpuDuration())
        .map(cpu -> OptionalDouble.of(cpu.toNanos() * NANOS))
        .orElse(OptionalDouble.empty());
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
