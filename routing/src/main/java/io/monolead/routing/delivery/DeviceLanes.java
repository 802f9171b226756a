// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.delivery;

import io.monolead.routing.http.Backoff;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Attempts tasks one after the other per lane, lanes side by side.
 *
 * <p>A task that fails is attempted again after a while, before any other of its lane; meanwhile
 * the threads serve other lanes. What would have failed for any task makes all lanes wait.
 * Thread-safe.
 */
final class DeviceLanes implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final Map<String, Deque<Task>> lanes = new HashMap<>();
  private final ScheduledThreadPoolExecutor executor;
  private final Backoff backoff;
  private final RandomGenerator chance;
  private final Consumer<Task> done;
  private int failuresOfTarget;
  private long notBeforeNanos = System.nanoTime();
  private boolean closed;

  /** Something to be done until it is done. */
  abstract static class Task {
    private int failures;
    private volatile boolean forgotten;

    /** Attempts it once; must not throw. */
    abstract Outcome attempt();

    /** Whether it shall not be attempted any more. */
    boolean forgotten() {
      return forgotten;
    }

    /** Takes it out of its lane without it being done. */
    void forget() {
      forgotten = true;
    }
  }

  /**
   * Lanes without tasks.
   *
   * @param threads how many tasks are attempted at a time
   * @param done takes tasks that have been delivered or refused; called by the lanes' threads
   */
  DeviceLanes(
      int threads,
      ThreadFactory factory,
      Backoff backoff,
      RandomGenerator chance,
      Consumer<Task> done) {
    this.backoff = backoff;
    this.chance = chance;
    this.done = done;
    executor = new ScheduledThreadPoolExecutor(threads, factory);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setRemoveOnCancelPolicy(true);
  }

  /** Puts a task at the end of a lane. */
  synchronized void add(String lane, Task task) {
    Deque<Task> tasks = lanes.computeIfAbsent(lane, name -> new ArrayDeque<>());
    tasks.add(task);
    if (tasks.size() == 1) {
      later(lane, Duration.ZERO);
    }
  }

  private synchronized void later(String lane, Duration wait) {
    if (!closed) {
      long pause = Math.max(wait.toNanos(), notBeforeNanos - System.nanoTime());
      var unused = executor.schedule(() -> serve(lane), Math.max(0, pause), TimeUnit.NANOSECONDS);
    }
  }

  /** Attempts the first task of a lane. */
  private void serve(String lane) {
    Task task;
    synchronized (this) {
      if (closed) {
        return;
      }
      if (notBeforeNanos - System.nanoTime() > 0) {
        later(lane, Duration.ZERO);
        return;
      }
      Deque<Task> tasks = lanes.get(lane);
      while (!tasks.isEmpty() && tasks.peekFirst().forgotten()) {
        tasks.removeFirst();
      }
      if (tasks.isEmpty()) {
        lanes.remove(lane);
        return;
      }
      task = tasks.peekFirst();
    }
    Outcome outcome = task.attempt();
    if (outcome instanceof Outcome.Later later) {
      failed(lane, task, later);
      return;
    }
    done.accept(task);
    synchronized (this) {
      failuresOfTarget = 0;
      Deque<Task> tasks = lanes.get(lane);
      tasks.removeFirst();
      if (tasks.isEmpty()) {
        lanes.remove(lane);
      } else {
        later(lane, Duration.ZERO);
      }
    }
  }

  private synchronized void failed(String lane, Task task, Outcome.Later later) {
    task.failures++;
    Duration wait;
    if (later.wholeTarget()) {
      failuresOfTarget++;
      wait = atLeast(backoff.after(failuresOfTarget, chance), later);
      notBeforeNanos = Math.max(notBeforeNanos, System.nanoTime() + wait.toNanos());
    } else {
      failuresOfTarget = 0;
      wait = atLeast(backoff.after(task.failures, chance), later);
    }
    later(lane, wait);
  }

  private static Duration atLeast(Duration wait, Outcome.Later later) {
    return later.after().filter(asked -> asked.compareTo(wait) > 0).orElse(wait);
  }

  /** Begins no further attempt, and waits a while for those under way. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    executor.shutdown();
    try {
      if (!executor.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
