// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionOffsetsTest {
  @Test
  void offsetsAreReadPartitionByPartitionAndSpelledTheSameWay() {
    PartitionOffsets offsets = PartitionOffsets.parse("1:1180, 0:1200");
    assertThat(offsets.byPartition()).containsEntry(0, 1200L).containsEntry(1, 1180L).hasSize(2);
    assertThat(offsets).hasToString("0:1200,1:1180");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "0:",
        "0:1,",
        "0:-1",
        "a:1",
        "0:1;1:2",
        "0:1,0:2",
        "0:99999999999999999999"
      })
  void whatIsNotOffsetsIsRefused(String text) {
    assertThatThrownBy(() -> PartitionOffsets.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0");
  }

  @Test
  void aStartAndAStopAreAWordAnInstantOrOffsets() {
    assertThat(StartOffsets.parse("0:12,1:7").offsets()).isPresent();
    assertThat(StartOffsets.parse("2026-11-22T08:00:00Z").instant())
        .contains(Instant.parse("2026-11-22T08:00:00Z"));
    assertThat(StopOffsets.parse("latest").instant()).isEmpty();
    assertThat(StopOffsets.parse("0:12,1:7")).hasToString("0:12,1:7");
    assertThatThrownBy(() -> StopOffsets.parse("yesterday"))
        .hasMessageContaining("latest")
        .hasMessageContaining("'yesterday'");
    assertThatThrownBy(() -> StartOffsets.parse("0:12,1")).hasMessageContaining("PARTITION:OFFSET");
  }
}
