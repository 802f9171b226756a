// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final long MILLI = 1_000_000;

  private final Patience patience = new Patience(50 * MILLI);

  private long remainingMillis(long nowMillis) {
    return patience.remainingNanos(nowMillis * MILLI) / MILLI;
  }

  private void arrived(long nowMillis, boolean first) {
    patience.arrived(nowMillis * MILLI, first);
  }

  /** Lets batches of one window pass, so that scoring is known to take so long. */
  private void learn(long scoringMillis, long gapMillis) {
    long now = 0;
    for (int i = 0; i < 50; i++) {
      arrived(now, true);
      patience.scored(now * MILLI, (now + scoringMillis) * MILLI);
      now += scoringMillis + gapMillis;
    }
  }

  @Test
  void aSubtaskThatKnowsNothingYetWaitsAsLongAsItMay() {
    arrived(1000, true);
    assertThat(remainingMillis(1000)).isEqualTo(50);
    arrived(1010, false);
    assertThat(remainingMillis(1010)).isEqualTo(40);
  }

  @Test
  void whereTheNextWindowComesLaterThanScoringTakesNobodyWaits() {
    learn(8, 20);
    arrived(10_000, true);
    assertThat(remainingMillis(10_000)).isZero();
  }

  @Test
  void whereTheNextWindowComesSoonerTheBatchWaitsForItNoLongerThanScoringTakes() {
    learn(8, 2);
    arrived(500, true);
    assertThat(remainingMillis(500)).isEqualTo(8);
    assertThat(remainingMillis(503)).isEqualTo(5);
    arrived(504, false);
    assertThat(remainingMillis(504)).isEqualTo(8);
    assertThat(remainingMillis(512)).isZero();
  }

  @Test
  void windowsThatQueuedWhileABatchWasScoredAreNotWaitedForInVain() {
    // Each window waits in the queue: the subtask is never idle, so the next is expected at once.
    learn(30, 0);
    arrived(1500, true);
    assertThat(remainingMillis(1500)).isEqualTo(30);
  }

  @Test
  void noWindowWaitsLongerThanIsAllowedHoweverMuchCompanyComes() {
    learn(40, 1);
    long now = 2050;
    arrived(now, true);
    for (int i = 0; i < 10; i++) {
      now += 4;
      arrived(now, false);
      assertThat(now + remainingMillis(now)).isLessThanOrEqualTo(2050 + 50);
    }
    // 10 ms are left, and the next window is expected in less than 4.
    assertThat(remainingMillis(now)).isEqualTo(10);
  }

  @Test
  void aNightOfSilenceIsForgottenWithinTheFirstWindowsOfTheMorning() {
    learn(30, 0);
    long now = 36_000_000;
    arrived(now, true);
    // 25 ms are expected after one silence, less than scoring takes.
    assertThat(remainingMillis(now)).isEqualTo(30);
    for (int i = 0; i < 12; i++) {
      arrived(now, false);
    }
    assertThat(remainingMillis(now)).isEqualTo(30);
  }

  @Test
  void aLongestWaitOfNothingIsNoWait() {
    Patience none = new Patience(0);
    none.arrived(5, true);
    assertThat(none.remainingNanos(5)).isZero();
  }
}
