// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class QuantisationTest {
  @Example
  void everyIntegerMicrovoltSurvives() {
    float[] millivolts = new float[65535];
    for (int i = 0; i < millivolts.length; i++) {
      millivolts[i] = (i - 32767) / 1000f;
    }
    Quantisation quantisation =
        Quantisation.FINEST.holding(Quantisation.peak(millivolts, millivolts.length));
    assertThat(quantisation.resolutionNanovolts()).isEqualTo(1000);
    ByteBuffer bytes = quantisation.quantise(millivolts, 0, millivolts.length);
    for (int i = 0; i < millivolts.length; i++) {
      assertThat(bytes.getShort()).isEqualTo((short) (i - 32767));
    }
  }

  @Example
  void bytesAreLittleEndianAndMissingSamplesHaveTheirOwnValue() {
    float[] millivolts = {0.258f, -0.001f, Float.NaN, Float.NEGATIVE_INFINITY};
    byte[] bytes = Quantisation.FINEST.quantise(millivolts, 0, 4).array();
    assertThat(bytes).containsExactly(2, 1, -1, -1, 0, -128, 0, -128);
  }

  @Example
  void takesTheNextCoarserUnitThatFits() {
    assertThat(Quantisation.FINEST.holding(32.767).resolutionNanovolts()).isEqualTo(1000);
    assertThat(Quantisation.FINEST.holding(32.768).resolutionNanovolts()).isEqualTo(2000);
    assertThat(Quantisation.FINEST.holding(100).resolutionNanovolts()).isEqualTo(4000);
  }

  @Property(tries = 500)
  void staysWithinHalfAUnitAndNeverCallsASampleMissing(@ForAll float[] millivolts) {
    Quantisation quantisation =
        Quantisation.FINEST.holding(Quantisation.peak(millivolts, millivolts.length));
    double unit = quantisation.resolutionNanovolts() * 1e-6;
    ByteBuffer bytes =
        quantisation.quantise(millivolts, 0, millivolts.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : millivolts) {
      short sample = bytes.getShort();
      if (Float.isFinite(value)) {
        assertThat(sample).isNotEqualTo(Short.MIN_VALUE);
        assertThat(Math.abs(sample * unit - value)).isLessThanOrEqualTo(unit * 0.5000001);
      } else {
        assertThat(sample).isEqualTo(Short.MIN_VALUE);
      }
    }
  }
}
