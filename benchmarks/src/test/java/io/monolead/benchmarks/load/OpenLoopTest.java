// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
  @Test
  void theScheduleFollowsFromTheRateAlone() {
    assertThat(OpenLoop.due(0, 10)).isEqualTo(1);
    assertThat(OpenLoop.due(99_999_999, 10)).isEqualTo(1);
    assertThat(OpenLoop.due(100_000_000, 10)).isEqualTo(2);
    assertThat(OpenLoop.due(60_000_000_000L, 2500)).isEqualTo(150_001);
    for (double rate : new double[] {0.3, 1, 7, 333.3, 2500}) {
      for (long place = 0; place < 1000; place++) {
        long when = OpenLoop.dueNanos(place, rate);
        assertThat(OpenLoop.due(when + 1, rate)).isGreaterThan(place);
        if (when > 2) {
          assertThat(OpenLoop.due(when - 2, rate)).isLessThanOrEqualTo(place);
        }
      }
    }
  }

  @Test
  void aStallIsMadeUpForAndSeen() throws InterruptedException {
    List<Long> sent = new CopyOnWriteArrayList<>();
    OpenLoop loop =
        new OpenLoop(
            100,
            1000,
            index -> {
              sent.add(index);
              if (index == 120) {
                sleep(300);
              }
            });
    long begin = System.nanoTime();
    Thread.sleep(800);
    loop.close();
    long elapsed = System.nanoTime() - begin;
    // Whatever the stall, what is due is sent: after 0.8 s far more than the 0.5 s it could send
    // in.
    assertThat(sent).hasSizeGreaterThan(700).hasSizeLessThanOrEqualTo((int) (elapsed / 1e6) + 200);
    for (int i = 0; i < sent.size(); i++) {
      assertThat(sent.get(i)).isEqualTo(100 + i);
    }
    assertThat(loop.next()).isEqualTo(100 + sent.size());
    assertThat(loop.worstLateSeconds()).isGreaterThan(0.25);
  }

  @Test
  void whatCannotBeSentIsToldWhenItIsClosed() throws InterruptedException {
    OpenLoop loop =
        new OpenLoop(
            0,
            1000,
            index -> {
              throw new IllegalStateException("no broker");
            });
    Thread.sleep(50);
    assertThatThrownBy(loop::close).hasRootCauseMessage("no broker");
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
