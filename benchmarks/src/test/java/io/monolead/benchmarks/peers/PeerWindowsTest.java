// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.schemas.EcgScore;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.WireFormat;
import io.monolead.schemas.WireFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerWindowsTest {
  private static final int RATE_HZ = 100;

  private final PeerWindows windows = new PeerWindows(Logits.manifest(1, 2));
  private final List<PeerWindows.Window> complete = new ArrayList<>();
  private byte[] state;

  /** A second of signal in which each sample, in millivolts, is its own number. */
  private void append(int second) {
    ByteBuffer samples = ByteBuffer.allocate(2 * RATE_HZ).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < RATE_HZ; i++) {
      samples.putShort((short) (second * RATE_HZ + i));
    }
    samples.flip();
    EcgSegment segment =
        new EcgSegment(
            "d", "I", (long) second, second * 1_000_000L, (double) RATE_HZ, 1e6, samples, false);
    state = windows.append(state, segment, complete::add);
  }

  @Test
  void windowsOfTenSecondsBeginEveryFive() {
    for (int second = 0; second < 21; second++) {
      append(second);
    }
    assertThat(complete)
        .extracting(PeerWindows.Window::startMicros)
        .containsExactly(0L, 5_000_000L, 10_000_000L);
    float[] second = complete.get(1).conditioned();
    assertThat(second).hasSize(1000);
    assertThat(second[0]).isEqualTo(500);
    assertThat(second[999]).isEqualTo(1499);
  }

  @Test
  void aGapBeginsAnew() {
    for (int second = 0; second < 25; second++) {
      if (second != 8) {
        append(second);
      }
    }
    assertThat(complete)
        .extracting(PeerWindows.Window::startMicros)
        .containsExactly(9_000_000L, 14_000_000L);
  }

  @Test
  void aScoreIsTheCalibratedProbability() throws WireFormatException {
    byte[] bytes =
        windows.score(
            new PeerWindows.Window("d", "I", 5_000_000, new float[0]), new float[] {0, 10});
    EcgScore score = WireFormat.of(EcgScore.class).decode(bytes);
    assertThat(score.getWindowEndMicros()).isEqualTo(15_000_000L);
    assertThat(score.getProbabilities().get(0).getProbability()).isEqualTo(0.5f);
    // A slope of 0.1: 1 / (1 + e^-1).
    assertThat(score.getProbabilities().get(1).getProbability()).isEqualTo(0.7310586f);
  }
}
