// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.recordings.StoredSignal;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RecordingSummaryTest {
  private static final Recording RECORDING =
      new Recording(
          "r",
          500,
          Optional.empty(),
          List.of(Lead.I, Lead.II),
          new float[2][1000],
          List.of(),
          List.of());

  private static RecordingSummary summary(StoredSignal... signals) {
    return RecordingSummary.of(RECORDING, "r.hea", List.of(signals), List.of());
  }

  private static String text(RecordingSummary summary) {
    return summary.lines().stream().map(line -> line.text()).collect(Collectors.joining("\n"));
  }

  @Test
  void signalsThatAreStoredAlikeTakeOneLine() {
    String text =
        text(
            summary(
                new StoredSignal("I", "mV", 500, "format 16"),
                new StoredSignal("II", "uV", 500, "format 16")));

    assertThat(text).containsPattern("stored as +format 16\n").doesNotContain("stored signal");
  }

  @Test
  void signalsOfOtherRatesUnitsAndFormatsAreListedEach() {
    RecordingSummary summary =
        summary(
            new StoredSignal("I", "mV", 500, "format 212"),
            new StoredSignal("II", "mV", 125, "format 212"),
            new StoredSignal("ABP", "mmHg", 62.5, "format 516"));

    assertThat(text(summary))
        .containsPattern("stored signal +Hz +unit +as")
        .containsPattern("II +125 +mV +format 212")
        .containsPattern("ABP +62.5 +mmHg +format 516");
    assertThat(summary.toJson())
        .contains(
            "{\"name\":\"II\",\"unit\":\"mV\",\"samplingRateHz\":125.0,\"encoding\":\"format 212\"}");
  }

  @Test
  void aFormatThatTellsNothingMoreAddsNothing() {
    assertThat(text(summary())).doesNotContain("stored");
  }
}
