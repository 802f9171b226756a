// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.clecg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WaveletTest {

  @ParameterizedTest
  @EnumSource
  void hasTheFilterThatSpectralFactorisationGives(Wavelet wavelet) {
    String name = wavelet.name().toLowerCase(Locale.ROOT);

    assertThat(wavelet.scalingFilter())
        .containsExactly(GoldenWavelets.numbers("filter " + name + " "), within(1e-16));
  }

  @ParameterizedTest
  @EnumSource
  void isOrthogonalToItsEvenShifts(Wavelet wavelet) {
    double[] filter = wavelet.scalingFilter();
    for (int shift = 0; shift < filter.length; shift += 2) {
      double product = 0;
      for (int i = 0; i + shift < filter.length; i++) {
        product += filter[i] * filter[i + shift];
      }
      assertThat(product).as("shift %d", shift).isEqualTo(shift == 0 ? 1 : 0, within(1e-15));
    }
    assertThat(Arrays.stream(filter).sum()).isEqualTo(Math.sqrt(2), within(1e-15));
  }

  @ParameterizedTest
  @EnumSource
  void isBlindToPolynomialsBelowItsNumber(Wavelet wavelet) {
    double[] filter = wavelet.scalingFilter();
    int moments = filter.length / 2;
    assertThat(wavelet.name()).isEqualTo("DB" + moments);
    for (int power = 0; power <= moments; power++) {
      double moment = 0;
      double largest = 0;
      for (int i = 0; i < filter.length; i++) {
        double term = (i % 2 == 0 ? 1 : -1) * filter[i] * Math.pow(i, power);
        moment += term;
        largest = Math.max(largest, Math.abs(term));
      }
      if (power < moments) {
        assertThat(moment / largest).as("moment %d", power).isEqualTo(0, within(1e-12));
      } else {
        assertThat(Math.abs(moment / largest)).as("moment %d", power).isGreaterThan(1e-4);
      }
    }
  }

  @Test
  void goesAsDeepAsSignalsAreLongerThanTheFilter() {
    // 1000 / 2^7 = 7.8 and 1000 / 2^6 = 15.6 samples for filters of 8 and 12.
    assertThat(Wavelet.DB4.deepestLevel(1000)).isEqualTo(7);
    assertThat(Wavelet.DB6.deepestLevel(1000)).isEqualTo(6);
    assertThat(Wavelet.DB1.deepestLevel(8)).isEqualTo(3);
    assertThat(Wavelet.DB4.deepestLevel(6)).isZero();
  }
}
