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
  void startAndEndDoNotCount() {
    // 1000 scores: a start of a minute, then one each 4 ms, then a minute until the last.
    long[] millis = LongStream.range(0, 1000).map(i -> 60_000 + 4 * i).toArray();
    millis[0] = 0;
    millis[999] = 200_000;
    // From the 100th at 60.4 s to the 900th at 63.6 s: 800 windows in 3.2 s.
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
