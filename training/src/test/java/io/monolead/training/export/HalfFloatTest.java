// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HalfFloatTest {
  /** Bits by IEEE 754-2019, 3.4, worked by hand; hexadecimal floats name the values exactly. */
  @ParameterizedTest
  @CsvSource({
    "0x0p0, 0000",
    "-0x0p0, 8000",
    "0x1p0, 3C00",
    "-0x1p1, C000",
    // A tenth and a third lie between two numbers.
    "0.1, 2E66",
    "0.33333334, 3555",
    // The largest, and the last that rounds to it.
    "65504, 7BFF",
    "65519.996, 7BFF",
    // The least normal, the largest below it, the least of all, and half of that.
    "0x1p-14, 0400",
    "0x1.ff8p-15, 03FF",
    "0x1p-24, 0001",
    "0x1p-25, 0000",
    "0x1.8p-25, 0001",
    // Ties go to the even one, up or down, and carry into the exponent.
    "0x1.002p0, 3C00",
    "0x1.006p0, 3C02",
    "0x1.ffep0, 4000",
  })
  void aNumberBecomesTheNearestOneOfSixteenBits(String value, String bits) {
    assertThat(String.format("%04X", HalfFloat.bits(Float.parseFloat(value)))).isEqualTo(bits);
  }

  @Property
  void noOtherNumberIsNearer(@ForAll @FloatRange(min = -60_000, max = 60_000) float value) {
    int bits = HalfFloat.bits(value) & 0xffff;
    double off = Math.abs(decoded(bits) - value);

    assertThat(off).isLessThanOrEqualTo(Math.abs(decoded(bits + 1) - value));
    if ((bits & 0x7fff) > 0) {
      assertThat(off).isLessThanOrEqualTo(Math.abs(decoded(bits - 1) - value));
    }
  }

  private static double decoded(int bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double size =
        exponent == 0 ? fraction * 0x1p-24 : (1 + fraction * 0x1p-10) * Math.pow(2, exponent - 15);
    return (bits & 0x8000) == 0 ? size : -size;
  }

  @ParameterizedTest
  @ValueSource(floats = {65520, -1e30f, Float.POSITIVE_INFINITY, Float.NaN})
  void whatRoundsToNoFiniteNumberIsRefused(float value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HalfFloat.bits(value))
        .withMessageContaining("beyond what 16 bits");
  }
}
