// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.recordings;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.signal.Lead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeadLabelTest {
  @ParameterizedTest
  @CsvSource({
    "ECG V1, V1",
    "EKG-II, II",
    "ecg: AVR, aVR",
    "Lead I (Einthoven), I",
    "Lead aVF (Goldberger), aVF",
    "ECG, ECG",
    "ECG MLII, MLII",
    "' V3R ', V3R",
    "ECGII, ECGII",
    "'', signal 3"
  })
  void leadIsFoundInItsLabel(String label, String lead) {
    assertThat(LeadLabel.parse(label, 2).name()).isEqualTo(lead);
  }

  @Test
  void whatWouldCommandATerminalOrIsTooLongIsCut() {
    assertThat(LeadLabel.parse("V\u001b[31m1", 0).name()).isEqualTo("V?[31m1");
    assertThat(LeadLabel.parse("x".repeat(100_000), 0)).isEqualTo(new Lead("x".repeat(32)));
    assertThat(LeadLabel.parse("\0\0", 0).name()).isEqualTo("??");
  }

  @ParameterizedTest
  @CsvSource({
    "uV, 0.001",
    "\u00b5V, 0.001",
    "\u03bcV, 0.001",
    "mV, 1",
    "MV, 1",
    "V, 1000",
    "nV, 1e-6"
  })
  void unitsOfVoltageAreKnownHoweverTheyAreWritten(String unit, double millivolts) {
    assertThat(VoltageUnit.millivolts(unit)).hasValue(millivolts);
  }

  @ParameterizedTest
  @CsvSource({"bpm", "''", "mmHg", "ohm", "m"})
  void otherUnitsAreNone(String unit) {
    assertThat(VoltageUnit.millivolts(unit)).isEmpty();
  }
}
