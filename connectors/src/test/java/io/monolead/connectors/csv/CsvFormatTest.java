// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.monolead.connectors.recordings.Fixtures;
import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.RecordingReader;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvFormatTest {
  @TempDir private Path folder;

  private static Recording read(Path file) throws IOException {
    return RecordingReader.standard().read(file);
  }

  /** A file of lines, divided by bars. */
  private Path file(String lines) throws IOException {
    return Files.writeString(folder.resolve("r.csv"), lines.replace('|', '\n'));
  }

  @Test
  void tableOfNumpyHasTheSamplesOfTheWfdbRecordAndTheRateOfItsRoundedTimes() throws IOException {
    Recording original = Fixtures.madeUp();

    Recording table = read(Fixtures.file("csv/times.csv"));

    assertThat(table.samplingRateHz()).isEqualTo(360);
    assertThat(table.leads()).containsExactly(Lead.I, Lead.II, Lead.V1);
    for (int lead = 0; lead < 3; lead++) {
      assertThat(Fixtures.difference(table.millivolts()[lead], original.millivolts()[lead]))
          .isLessThan(1e-6);
    }
  }

  @Test
  void spreadsheetOfAGermanOfficeIsReadEverywhere() throws IOException {
    Recording original = Fixtures.madeUp();
    Locale before = Locale.getDefault();
    try {
      for (Locale locale : new Locale[] {Locale.GERMANY, Locale.US, Locale.forLanguageTag("tr")}) {
        Locale.setDefault(locale);

        Recording table = read(Fixtures.file("csv/german.csv"));

        assertThat(table.leads()).containsExactly(Lead.I, Lead.AVF, Lead.V1);
        assertThat(table.samplingRateHz()).isEqualTo(360);
        assertThat(table.start()).contains(Instant.parse("2011-12-24T10:20:30Z"));
        assertThat(table.comments()).containsExactly("Age: 64");
        for (int lead = 0; lead < 3; lead++) {
          float[] signal = Arrays.copyOf(original.millivolts()[lead], 720);
          assertThat(Fixtures.difference(table.millivolts()[lead], signal)).isLessThan(1e-6);
        }
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void optionsMayStandBesideTheFile() throws IOException {
    Path file = file("MLII|1.5|-2|");
    Files.writeString(folder.resolve("r.csv.options"), "sampling rate: 128\nunit: uV\nSex: Male\n");

    Recording read = read(file);

    assertThat(read.samplingRateHz()).isEqualTo(128);
    assertThat(read.leads()).containsExactly(new Lead("MLII"));
    assertThat(read.millivolts()[0]).containsExactly(new float[] {0.0015f, -0.002f}, within(1e-9f));
    assertThat(read.comments()).containsExactly("Sex: Male");
  }

  @ParameterizedTest
  @ValueSource(strings = {"I [mV]|1||", "I [mV]|1|", "I [mV]|1", "\"I [mV]\"|\"1\"|", "I (mV)|1e0"})
  void lastLineNeedsNoEnd(String lines) throws IOException {
    Recording read = read(file("# sampling rate: 4|" + lines));

    assertThat(read.millivolts()[0]).containsExactly(1);
  }

  @Test
  void missingSamplesAreMissing() throws IOException {
    Recording read = read(file("time [ms],I [mV],II [mV]|0,1,|4,NaN,2|8,3,-|"));

    assertThat(read.samplingRateHz()).isEqualTo(250);
    assertThat(read.millivolts()[0]).containsExactly(1, Float.NaN, 3);
    assertThat(read.millivolts()[1]).containsExactly(Float.NaN, 2, Float.NaN);
  }

  @Test
  void namesInLatin1AreRead() throws IOException {
    Path file =
        Files.write(
            folder.resolve("r.csv"),
            "#sampling rate:1\nI [\u00b5V]\n1000\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(read(file).millivolts()[0]).containsExactly(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '"',
      value = {
        "# sampling rate: 250|I [mV]|1|x|>line 4, column 'I': 'x' is no number",
        "# sampling rate: 250|I [mV]|1|0x10|>line 4, column 'I': '0x10' is no number",
        "# sampling rate: 250|I [mV]|1e999|>line 3, column 'I': '1e999' is no number",
        "# sampling rate: 250|I [mV];II [mV]|1,5;2|>add a line '# decimal: comma'",
        "# sampling rate: 250|I [mV],II [mV]|1,2|3|>line 4 has 1 fields, the line of names has 2",
        "# sampling rate: 250|I [mV]|1||2|>line 4 is empty",
        "# sampling rate: 250|I [mV]|>no samples after",
        "# sampling rate: -5|I [mV]|1|>line 1: a sampling rate is a number of hertz above 0",
        "# sampling rate: 250|I|1|>column 'I' has no unit; write it as 'I [mV]'",
        "# unit: furlong|I|1|>line 1: 'furlong' is no unit of voltage",
        "# start: yesterday|I [mV]|1|>line 1: a start is a time such as",
        "# decimal: dot|I [mV]|1|>line 1: decimal is 'comma' or 'point'",
        "I [mV]|1|>neither a column 'time [s]' nor",
        "time [min],I [mV]|0,1|>'min' is no unit of time",
        "time,I [mV]|0,1|0,2|>the times from line 2 on do not grow",
        "time,I [mV]|0,1|0.1,2|0.4,3|0.5,4|0.6,5|>line 4: the time 0.4 s does not fit",
        "pulse [bpm]|1|>none of 1 columns is a voltage",
        "# nothing else>has no line of names"
      })
  void whatIsWrongIsSaidWithItsLine(String lines, String why) throws IOException {
    Path file = file(lines);

    assertThatThrownBy(() -> CsvReader.read(file, "r"))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("r.csv: ")
        .hasMessageContaining(why);
  }

  @Test
  void tablesOfOtherThingsInAFolderAreLeftAlone() throws IOException {
    Files.writeString(folder.resolve("database.csv"), "ecg_id,age,sex\n1,56,1\n");
    Files.writeString(folder.resolve("REFERENCE.csv"), "Recording,First_label\nA0001,5\n");
    Files.writeString(folder.resolve("a.csv"), "I,II\n1,2\n");
    Files.writeString(folder.resolve("b.csv"), "# unit of columns stands there\nchest [uV]\n1\n");

    assertThat(RecordingReader.standard().list(folder))
        .containsExactly(folder.resolve("a.csv"), folder.resolve("b.csv"));
  }

  @Test
  void lineWithoutEndIsRefused() throws IOException {
    Path file = file("I [mV]," + "x".repeat(100_000));

    assertThatThrownBy(() -> CsvReader.read(file, "r"))
        .hasMessageContaining("line 1 has more than 65536 bytes");
  }
}
