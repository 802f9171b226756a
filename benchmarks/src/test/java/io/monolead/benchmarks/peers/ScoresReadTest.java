// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScoresReadTest {
  private static ScoresRead read(long startMicros, float... probabilities) {
    return new ScoresRead(
        Map.of(
            new ScoresRead.Window("device", startMicros), new ScoresRead.Score(0, probabilities)),
        0);
  }

  @Test
  void startWarmUpAndEndDoNotCount() {
    // 1000 scores: one each 20 ms until the middle, then one each 4 ms, at last one after minutes.
    long[] millis =
        LongStream.range(0, 1000).map(i -> i < 500 ? 20 * i : 10_000 + 4 * (i - 500)).toArray();
    millis[999] = 200_000;
    // From the 500th at 10.0 s to the 900th at 11.6 s: 400 windows in 1.6 s.
    assertThat(ScoresRead.windowsPerSecond(millis)).isCloseTo(250, within(1e-9));
  }

  @Test
  void theLargestDifferenceOfAnyLabelCounts() {
    assertThat(read(5, 0.25f, 0.5f).difference(read(5, 0.25f, 0.75f)))
        .isCloseTo(0.25, within(1e-7));
  }

  @Test
  void systemsThatScoreDifferentWindowsCannotBeCompared() {
    assertThatIllegalStateException()
        .isThrownBy(() -> read(5, 0.5f).difference(read(6, 0.5f)))
        .withMessageContaining("different windows");
  }
}
