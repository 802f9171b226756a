// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.connectors.recordings.RecordingFormatException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WfdbHeaderParserTest {
  private static WfdbHeader parse(String... lines) throws RecordingFormatException {
    return WfdbHeaderParser.parse(String.join("\n", lines), "x.hea");
  }

  @Test
  void everyFieldIsRead() throws RecordingFormatException {
    WfdbHeader header =
        parse(
            "# before",
            "24 1 360/120.5(-17) 650000 13:05:09.25 01/02/2003",
            "24.dat 212x1:3+24 200.5(-12)/uV 11 1024 995 -22131 512 lead MLII, left",
            "#  <age>: 69 ");

    assertThat(header)
        .isEqualTo(
            new WfdbHeader(
                "24",
                360,
                120.5,
                -17,
                OptionalLong.of(650000),
                Optional.of(LocalTime.of(13, 5, 9, 250_000_000)),
                Optional.of(LocalDate.of(2003, 2, 1)),
                List.of(
                    new WfdbSignal(
                        "24.dat",
                        212,
                        1,
                        3,
                        24,
                        200.5,
                        -12,
                        "uV",
                        11,
                        1024,
                        OptionalInt.of(995),
                        OptionalInt.of(-22131),
                        512,
                        "lead MLII, left")),
                0,
                List.of(),
                List.of("before", "<age>: 69")));
    assertThat(header.start()).contains(Instant.parse("2003-02-01T13:05:09.250Z"));
  }

  @Test
  void absentFieldsHaveTheDefaultsOfTheSpecification() throws RecordingFormatException {
    WfdbHeader header = parse("r 1", "r.dat 16");

    assertThat(header.samplingRateHz()).isEqualTo(250);
    assertThat(header.counterFrequencyHz()).isEqualTo(250);
    assertThat(header.samples()).isEmpty();
    assertThat(header.start()).isEmpty();
    WfdbSignal signal = header.signals().get(0);
    assertThat(signal.gain()).isEqualTo(200);
    assertThat(signal.units()).isEqualTo("mV");
    assertThat(signal.baseline()).isZero();
    assertThat(signal.checksum()).isEmpty();
    assertThat(signal.description()).isEmpty();
  }

  @Test
  void baselineDefaultsToTheZeroOfTheConverter() throws RecordingFormatException {
    assertThat(parse("r 1", "r.dat 212 200 11 1024").signals().get(0).baseline()).isEqualTo(1024);
  }

  @Test
  void timeWithoutDateIsNoStart() throws RecordingFormatException {
    WfdbHeader header = parse("r 1 100 10 9:30", "r.dat 16");

    // Shortened from the left: minutes and seconds.
    assertThat(header.baseTime()).contains(LocalTime.of(0, 9, 30));
    assertThat(header.start()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "r|a record line has a name",
        "r 2000000000|at most 1024",
        "r -1|number of signals -1",
        "r one|number of signals 'one'",
        "r/0 2|number of segments 0",
        "r/x 2|number of segments 'x'",
        "r/99999999 2|number of segments 99999999",
        "r/2 2 100 10~a 5|announces 2 segments, found 1",
        "r/1 2 100 10~a 5~b 5|announces 1 segments, but here is one more line",
        "r/1 2 100 10~a|a record's name and a number of samples",
        "r/1 2 100 10~a five|number of samples 'five'",
        "r/1 2 100 10~../a 5|refused",
        "r 1 0|must be above 0 Hz",
        "r 1 -360|must be above 0 Hz",
        "r 1 NaN|is no number",
        "r 1 1e400|out of range",
        "r 1 1e200|at most 1 GHz",
        "r 1 100 99999999999999999999|no integer in range",
        "r 1 100 -5|number of samples -5",
        "r 1 100 10~r.dat|a file name and a format",
        "r 1 100 10~r.dat sixteen|signal format 'sixteen'",
        "r 1 100 10~r.dat 16 abc|gain 'abc'",
        "r 1 100 10~r.dat 16 200(1.5)|gain '200(1.5)'",
        "r 1 100 10~r.dat 16 200 12 0 5000000000|initial value",
        "r 1 100 10~../r.dat 16|refused",
        "r 1 100 10~/etc/passwd 16|refused",
        "r 1 100 10~..\\r.dat 16|refused",
        "r 1 100 10~.. 16|refused",
        "r 1 100 10~C:r.dat 16|refused",
        "r 1 100 10~- 16|not read",
        "r 2 100 10~r.dat 16|announces 2 signals",
        "r 1 100 10~r.dat 16~r.dat 16|announces 1 signals",
      })
  void lineOutOfOrderIsRefusedWithTheReason(String text, String reason) {
    assertThatThrownBy(() -> WfdbHeaderParser.parse(text.replace('~', '\n'), "x.hea"))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageStartingWith("x.hea")
        .hasMessageContaining(reason);
  }

  @Test
  void messageNamesTheLine() {
    assertThatThrownBy(() -> parse("# comment", "r 2", "r.dat 16", "r.dat 16 gain"))
        .hasMessageStartingWith("x.hea, line 4:");
  }

  @Test
  void emptyFileIsNoHeader() {
    assertThatThrownBy(() -> parse("")).isInstanceOf(RecordingFormatException.class);
  }
}
