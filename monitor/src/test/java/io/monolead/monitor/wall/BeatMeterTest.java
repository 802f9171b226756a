// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.wall;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.connectors.generator.SimulatedHeart;
import io.monolead.signal.Lead;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class BeatMeterTest {
  private static final long START = 1_800_000_000_000_000L;

  private static HeldSegment second(SimulatedHeart heart, int number, boolean leadOff) {
    ByteBuffer bytes = ByteBuffer.allocate(500).order(ByteOrder.LITTLE_ENDIAN);
    for (float millivolts : heart.next(250)) {
      bytes.putShort((short) Math.round(millivolts * 400));
    }
    return new HeldSegment(START + number * 1_000_000L, 250, 2500, leadOff, false, bytes.array());
  }

  @Test
  void theRateOfASimulatedHeartIsFoundAndLostWithTheLead() {
    SimulatedHeart heart =
        new SimulatedHeart(
            HeartScenario.of(new Episode(Rhythm.SINUS_BRADYCARDIA, 60)), Lead.II, 250, 3);
    HeartRateMeter meter = BeatMeter.factory().create(250);
    for (int i = 0; i < 30; i++) {
      meter.add(second(heart, i, false));
    }
    // The simulator says 43 to 52 beats a minute.
    assertThat(meter.beatsPerMinute().orElseThrow()).isBetween(42.0, 53.0);

    meter.add(second(heart, 30, true));
    assertThat(meter.beatsPerMinute()).isEmpty();
  }

  @Test
  void atARateTooLowForBeatsNothingIsMeasured() {
    HeartRateMeter meter = BeatMeter.factory().create(1);
    meter.add(new HeldSegment(START, 1, 2500, false, false, new byte[20]));
    assertThat(meter.beatsPerMinute()).isEmpty();
  }
}
