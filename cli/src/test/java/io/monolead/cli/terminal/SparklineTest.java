// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SparklineTest {
  @Test
  void theLatestValueStandsOnTheRight() {
    assertThat(Sparkline.of(List.of(0f, 0.5f, 1f), 5)).isEqualTo("  ▁▅█");
  }

  @Test
  void onlyTheLatestValuesAreShownWhereRoomIsShort() {
    assertThat(Sparkline.of(List.of(1f, 1f, 0f, 0.25f), 2)).isEqualTo("▁▃");
  }

  @Test
  void valuesOutsideTheRangeAreDrawnAtItsEnds() {
    assertThat(Sparkline.of(List.of(-3f, 7f), 2)).isEqualTo("▁█");
  }
}
