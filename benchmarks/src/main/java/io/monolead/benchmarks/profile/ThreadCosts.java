// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.profile;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Processor time and allocation of threads that come and go: each is asked every 20 ms, so of a
 * thread that ends at most that much is missed. Closing it ends the asking.
 */
final class ThreadCosts implements AutoCloseable {
  private static final long PERIOD_MILLIS = 20;

  /** What a group of threads used. */
  record Cost(long cpuNanos, long allocatedBytes) {
    Cost plus(Cost other) {
      return new Cost(cpuNanos + other.cpuNanos, allocatedBytes + other.allocatedBytes);
    }
  }

  private record Used(String group, Cost cost) {}

  private final com.sun.management.ThreadMXBean threads =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Function<String, String> groups;
  private final Map<Long, Used> used = new HashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "thread-costs");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Begins to ask.
   *
   * @param groups what to call a thread by its name; empty to leave it out
   */
  ThreadCosts(Function<String, String> groups) {
    this.groups = groups;
    var unused = timer.scheduleAtFixedRate(this::ask, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private synchronized void ask() {
    for (long id : threads.getAllThreadIds()) {
      Used known = used.get(id);
      String group = known == null ? groupOf(id) : known.group();
      if (group.isEmpty()) {
        continue;
      }
      long cpu = threads.getThreadCpuTime(id);
      long bytes = threads.getThreadAllocatedBytes(id);
      if (cpu >= 0 && bytes >= 0) {
        used.put(id, new Used(group, new Cost(cpu, bytes)));
      }
    }
  }

  private String groupOf(long id) {
    ThreadInfo info = threads.getThreadInfo(id);
    return info == null ? "" : groups.apply(info.getThreadName());
  }

  /** What each group has used. */
  synchronized Map<String, Cost> costs() {
    Map<String, Cost> costs = new HashMap<>();
    used.values().forEach(one -> costs.merge(one.group(), one.cost(), Cost::plus));
    return costs;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
