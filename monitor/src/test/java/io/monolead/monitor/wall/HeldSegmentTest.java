// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.wall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HeldSegmentTest {
  @Test
  void aFrameIsTheBytesOfTheProtocol() {
    // 1.0 is 3ff0000000000000, 256 is 4070000000000000 and 0.5f is 3f000000 (IEEE 754).
    HeldSegment segment =
        new HeldSegment(1, 256, 500, true, true, new byte[] {1, 0, (byte) 0xFE, (byte) 0xFF});

    assertThat(HexFormat.of().formatHex(segment.frame(0x01020304)))
        .isEqualTo(
            "01"
                + "03"
                + "0000"
                + "04030201"
                + "000000000000f03f"
                + "0000000000007040"
                + "0000003f"
                + "02000000"
                + "0100"
                + "feff");
  }

  @Property
  void aReaderWhoKnowsOnlyTheProtocolFindsWhatWentIn(
      @ForAll @LongRange(min = -2_000_000_000_000_000L, max = 10_000_000_000_000_000L) long start,
      @ForAll @DoubleRange(min = 0.1, max = 10_000) double rate,
      @ForAll @DoubleRange(min = 1, max = 1e6) double nanovolts,
      @ForAll boolean leadOff,
      @ForAll boolean gap,
      @ForAll @IntRange(min = 1) int n,
      @ForAll @Size(min = 1, max = 300) short[] samples) {
    byte[] bytes = new byte[2 * samples.length];
    for (int i = 0; i < samples.length; i++) {
      bytes[2 * i] = (byte) samples[i];
      bytes[2 * i + 1] = (byte) (samples[i] >> 8);
    }

    byte[] frame = new HeldSegment(start, rate, nanovolts, leadOff, gap, bytes).frame(n);

    assertThat(frame).hasSize(32 + bytes.length);
    assertThat(frame[0]).isEqualTo((byte) 1);
    assertThat(frame[1] & 1).isEqualTo(leadOff ? 1 : 0);
    assertThat(frame[1] & 2).isEqualTo(gap ? 2 : 0);
    assertThat((int) little(frame, 4, 4)).isEqualTo(n);
    assertThat(Double.longBitsToDouble(little(frame, 8, 8))).isEqualTo((double) start);
    assertThat(Double.longBitsToDouble(little(frame, 16, 8))).isEqualTo(rate);
    assertThat(Float.intBitsToFloat((int) little(frame, 24, 4)))
        .isEqualTo((float) (nanovolts / 1000));
    assertThat(little(frame, 28, 4)).isEqualTo(samples.length);
    for (int i = 0; i < samples.length; i++) {
      assertThat((short) little(frame, 32 + 2 * i, 2)).isEqualTo(samples[i]);
    }
    assertThat(HeldSegment.afterGap(frame)[1] & 2).isEqualTo(2);
    assertThat(frame[1] & 2).as("the frame given is shared").isEqualTo(gap ? 2 : 0);
  }

  private static long little(byte[] bytes, int at, int length) {
    long value = 0;
    for (int i = length - 1; i >= 0; i--) {
      value = (value << 8) | (bytes[at + i] & 0xFF);
    }
    return value;
  }

  @Test
  void aSegmentEndsOnePeriodAfterItsLastSample() {
    assertThat(new HeldSegment(0, 300, 1, false, false, new byte[600]).endMicros())
        .isEqualTo(1_000_000);
    assertThat(new HeldSegment(10, 300, 1, false, false, new byte[2]).endMicros())
        .isEqualTo(10 + 3333);
  }
}
