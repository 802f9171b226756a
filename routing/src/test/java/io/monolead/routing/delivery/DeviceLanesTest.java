// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.routing.http.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DeviceLanesTest {
  private static final Backoff SHORT = new Backoff(Duration.ofMillis(1), Duration.ofMillis(4));

  /** Notes when it is attempted, and fails as often as it is told. */
  private static final class Step extends DeviceLanes.Task {
    private final String lane;
    private final int number;
    private final AtomicInteger failuresLeft;
    private final boolean wholeTarget;
    private final List<Step> done;
    private final Set<String> busy;
    private volatile boolean overlapped;

    private Step(
        String lane,
        int number,
        int failures,
        boolean wholeTarget,
        List<Step> done,
        Set<String> busy) {
      this.lane = lane;
      this.number = number;
      this.failuresLeft = new AtomicInteger(failures);
      this.wholeTarget = wholeTarget;
      this.done = done;
      this.busy = busy;
    }

    @Override
    Outcome attempt() {
      overlapped |= !busy.add(lane);
      try {
        if (failuresLeft.getAndDecrement() > 0) {
          return new Outcome.Later("not yet", Optional.empty(), wholeTarget);
        }
        done.add(this);
        return number % 3 == 0 ? new Outcome.Refused("no") : new Outcome.Delivered();
      } finally {
        busy.remove(lane);
      }
    }
  }

  @Property(tries = 40)
  void everyLaneKeepsItsOrderWhateverFailsAndNothingIsLost(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 8) int threads,
      @ForAll @IntRange(min = 1, max = 120) int count)
      throws Exception {
    Random random = new Random(seed);
    List<Step> done = new CopyOnWriteArrayList<>();
    Set<String> busy = ConcurrentHashMap.newKeySet();
    CountDownLatch all = new CountDownLatch(count);
    List<Step> steps = new ArrayList<>();
    try (DeviceLanes lanes =
        new DeviceLanes(threads, Thread::new, SHORT, random, task -> all.countDown())) {
      for (int i = 0; i < count; i++) {
        Step step =
            new Step(
                "lane" + random.nextInt(5),
                i,
                random.nextInt(4) == 0 ? random.nextInt(3) : 0,
                random.nextBoolean(),
                done,
                busy);
        steps.add(step);
        lanes.add(step.lane, step);
      }
      assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(done).containsExactlyInAnyOrderElementsOf(steps);
    assertThat(steps).noneMatch(step -> step.overlapped);
    Map<String, Integer> latest = new java.util.HashMap<>();
    for (Step step : done) {
      assertThat(step.number).isGreaterThan(latest.getOrDefault(step.lane, -1));
      latest.put(step.lane, step.number);
    }
  }

  @Test
  @Timeout(30)
  void aLaneThatFailsForEverHoldsBackNoOther() throws Exception {
    CountDownLatch others = new CountDownLatch(50);
    List<Step> done = new CopyOnWriteArrayList<>();
    Set<String> busy = ConcurrentHashMap.newKeySet();
    try (DeviceLanes lanes =
        new DeviceLanes(1, Thread::new, SHORT, new Random(1), task -> others.countDown())) {
      lanes.add("stuck", new Step("stuck", -1, Integer.MAX_VALUE, false, done, busy));
      lanes.add("stuck", new Step("stuck", -2, 0, false, done, busy));
      for (int i = 0; i < 50; i++) {
        lanes.add("lane" + i, new Step("lane" + i, i, 0, false, done, busy));
      }

      assertThat(others.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(done).hasSize(50).allMatch(step -> step.number >= 0);
    }
  }

  @Test
  @Timeout(30)
  void whatIsForgottenIsNotAttemptedAndThoseBehindItAre() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch last = new CountDownLatch(1);
    List<Integer> attempted = new CopyOnWriteArrayList<>();
    List<DeviceLanes.Task> tasks = new ArrayList<>();
    try (DeviceLanes lanes =
        new DeviceLanes(
            2,
            Thread::new,
            SHORT,
            new Random(1),
            task -> {
              if (task == tasks.get(3)) {
                last.countDown();
              }
            })) {
      for (int i = 0; i < 4; i++) {
        int number = i;
        tasks.add(
            new DeviceLanes.Task() {
              @Override
              Outcome attempt() {
                attempted.add(number);
                try {
                  release.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                return new Outcome.Delivered();
              }
            });
      }
      tasks.forEach(task -> lanes.add("a", task));
      while (attempted.isEmpty()) {
        Thread.sleep(1);
      }
      tasks.get(1).forget();
      tasks.get(2).forget();
      release.countDown();

      assertThat(last.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(new HashSet<>(attempted)).containsExactlyInAnyOrder(0, 3);
    }
  }
}
