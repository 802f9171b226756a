// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.edf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.monolead.connectors.recordings.Fixtures;
import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.RecordingProblems;
import io.monolead.connectors.recordings.RecordingReader;
import io.monolead.signal.Annotation;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EdfFormatTest {
  @TempDir private Path folder;

  /** One signal of a header made by hand. */
  private record Signal(String label, String unit, String low, String high, int samples) {
    static Signal ecg() {
      return new Signal("ECG", "mV", "-1", "1", 4);
    }
  }

  /** A file made by hand: header fields as given, records as given. */
  private Path file(
      String reserved,
      String recording,
      String date,
      int records,
      String duration,
      List<Signal> signals,
      byte[]... data)
      throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(field("0", 8)).append(field("P1 M 01-JAN-2000 Name", 80));
    text.append(field(recording, 80)).append(field(date, 8)).append("23.59.59");
    text.append(field("" + 256 * (signals.size() + 1), 8)).append(field(reserved, 44));
    text.append(field("" + records, 8)).append(field(duration, 8));
    text.append(field("" + signals.size(), 4));
    signals.forEach(signal -> text.append(field(signal.label, 16)));
    signals.forEach(signal -> text.append(field("", 80)));
    signals.forEach(signal -> text.append(field(signal.unit, 8)));
    signals.forEach(signal -> text.append(field(signal.low, 8)));
    signals.forEach(signal -> text.append(field(signal.high, 8)));
    signals.forEach(signal -> text.append(field("-100", 8)));
    signals.forEach(signal -> text.append(field("100", 8)));
    signals.forEach(signal -> text.append(field("", 80)));
    signals.forEach(signal -> text.append(field("" + signal.samples, 8)));
    signals.forEach(signal -> text.append(field("", 32)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    for (byte[] each : data) {
      out.writeBytes(each);
    }
    return Files.write(folder.resolve("r.edf"), out.toByteArray());
  }

  private static String field(String text, int width) {
    return (text + " ".repeat(width)).substring(0, width);
  }

  private static byte[] samples(int... samples) {
    byte[] bytes = new byte[2 * samples.length];
    for (int i = 0; i < samples.length; i++) {
      bytes[2 * i] = (byte) samples[i];
      bytes[2 * i + 1] = (byte) (samples[i] >> 8);
    }
    return bytes;
  }

  /** Lists of annotations with 20, 21 and 0 written as T, D and Z. */
  private static byte[] lists(String text, int width) {
    byte[] bytes =
        text.replace('T', (char) 20)
            .replace('D', (char) 21)
            .replace('Z', (char) 0)
            .getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(bytes, width);
  }

  private static Recording read(Path file) throws IOException {
    return RecordingReader.standard().read(file);
  }

  private Path plain(String duration, Signal signal, byte[]... data) throws IOException {
    return file("", "", "24.12.11", data.length, duration, List.of(signal), data);
  }

  @Test
  void conversionByBiosigHasTheSamplesOfTheWfdbRecord() throws IOException {
    Recording converted = read(Fixtures.file("edf/biosig.edf"));

    assertThat(converted.id()).isEqualTo("biosig");
    assertThat(converted.leads()).containsExactly(Lead.I);
    assertThat(converted.samplingRateHz()).as("of 0.002778 s a record").isEqualTo(360);
    assertThat(Fixtures.difference(converted.millivolts()[0], Fixtures.madeUp().millivolts()[0]))
        .as("in steps of 1.4e-5 mV")
        .isLessThan(1.4e-5);
  }

  @Test
  void fileOfEdflibHasTheSamplesOfTheWfdbRecord() throws IOException {
    Recording original = Fixtures.madeUp();

    Recording converted = read(Fixtures.file("edf/three.edf"));

    assertThat(converted.leads()).containsExactly(Lead.I, Lead.II, Lead.V1);
    assertThat(converted.samplingRateHz()).isEqualTo(360);
    assertThat(converted.start()).contains(Instant.parse("2011-12-24T10:20:30Z"));
    for (int lead = 0; lead < 3; lead++) {
      assertThat(Fixtures.difference(converted.millivolts()[lead], original.millivolts()[lead]))
          .isLessThan(1e-6);
    }
  }

  @Test
  void fileOfEdflibIsReadWithItsUnitsRatesTimeAndAnnotations() throws IOException {
    Recording original = Fixtures.madeUp();

    Recording read = read(Fixtures.file("edf/edflib.edf"));

    assertThat(read.leads()).as("the breath is no lead").containsExactly(Lead.I, Lead.II);
    assertThat(read.samplingRateHz()).isEqualTo(360);
    assertThat(read.length()).isEqualTo(1440);
    assertThat(read.start()).contains(Instant.parse("2011-12-24T10:20:30.250Z"));
    for (int i = 0; i < 1440; i++) {
      // A tenth of a microvolt for a step where the original has a microvolt.
      assertThat(read.millivolts()[0][i])
          .isCloseTo(original.millivolts()[0][i] / 10, within(1e-5f));
    }
    for (int i = 100; i < 1340; i += 2) {
      // 5 mV at -2048 and -5 mV at 2047; the file has every second sample.
      double sample = Math.rint(original.millivolts()[1][i] * 1000);
      assertThat((double) read.millivolts()[1][i])
          .isCloseTo(5 - 10 * (sample + 2048) / 4095, within(0.02));
    }
    assertThat(read.annotations())
        .containsExactly(
            new Annotation(144, "N", ""),
            new Annotation(432, "V", ""),
            new Annotation(540, "+", "(AFIB"),
            new Annotation(720, "\"", "Lights off \u00e9\u20ac [1.5 s]"));
  }

  @Test
  void onlySexAndAgeOfThePatientLeaveTheFile() throws IOException {
    Recording read = read(Fixtures.file("edf/edflib.edf"));

    assertThat(read.comments()).containsExactly("Age: 59", "Sex: Female");
    assertThat(read.toString()).doesNotContain("Jane").doesNotContain("SECRET");
  }

  @Test
  void gapOfADiscontinuousFileIsMissing() throws IOException {
    Recording whole = read(Fixtures.file("edf/edflib.edf"));

    Recording gaps = read(Fixtures.file("edf/gaps.edf"));

    assertThat(gaps.length()).isEqualTo(1440 + 540);
    for (int lead = 0; lead < 2; lead++) {
      float[] signal = gaps.millivolts()[lead];
      for (int i = 0; i < signal.length; i++) {
        if (lead == 1 && (i == 719 || i == 1259)) {
          // Resampled from half the rate, these lie between a sample and a missing one.
          continue;
        }
        assertThat(Float.isNaN(signal[i])).as("sample %d", i).isEqualTo(i >= 720 && i < 1260);
      }
    }
    assertThat(Arrays.copyOf(gaps.millivolts()[0], 720))
        .isEqualTo(Arrays.copyOf(whole.millivolts()[0], 720));
    assertThat(Arrays.copyOfRange(gaps.millivolts()[0], 1260, 1980))
        .isEqualTo(Arrays.copyOfRange(whole.millivolts()[0], 720, 1440));
  }

  @Test
  void gapTooLongToFillIsRefused() throws IOException {
    List<Signal> signals = List.of(Signal.ecg(), new Signal("EDF Annotations", "", "-1", "1", 20));
    Path file =
        file(
            "EDF+D",
            "Startdate X",
            "01.01.85",
            2,
            "1",
            signals,
            samples(1, 2, 3, 4),
            lists("+0TTZ", 40),
            samples(5, 6, 7, 8),
            lists("+80000TTZ", 40));

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("r.edf: gaps of 79999.0 s in a recording of 2.0 s");
  }

  @Test
  void recordsThatOverlapAreRefused() throws IOException {
    List<Signal> signals = List.of(Signal.ecg(), new Signal("EDF Annotations", "", "-1", "1", 20));
    Path file =
        file(
            "EDF+D",
            "Startdate X",
            "01.01.85",
            2,
            "2",
            signals,
            samples(1, 2, 3, 4),
            lists("+0TTZ", 40),
            samples(5, 6, 7, 8),
            lists("+0.5TTZ", 40));

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("data record 2 begins 1.5 s before the end of the one before");
  }

  @Test
  void annotationsOfTheStandardsExampleAreUnderstood() throws IOException {
    // EDF+ 2.2.2: "+180<21>0.5<20>Lights off<20>Close door<20>" and a list of two texts.
    List<Signal> signals = List.of(Signal.ecg(), new Signal("EDF Annotations", "", "-1", "1", 50));
    Path file =
        file(
            "EDF+C",
            "Startdate X",
            "01.01.85",
            1,
            "1",
            signals,
            samples(1, 2, 3, 4),
            lists("+0TTZ+180D0.5TLights offTClose doorTZ-0.25TprepTZ", 100));

    Recording read = read(file);

    assertThat(read.annotations())
        .containsExactly(
            new Annotation(0, "\"", "prep"),
            new Annotation(720, "\"", "Lights off [0.5 s]"),
            new Annotation(720, "\"", "Close door [0.5 s]"));
    assertThat(read.start()).as("EDF+ writes 1985 for an unknown date").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', 02.08.84, 2084-08-02T23:59:59Z",
    "'', '', 02.08.85, 1985-08-02T23:59:59Z",
    "'', '', 02.08.99, 1999-08-02T23:59:59Z",
    "EDF+C, Startdate 02-MAR-2101 X X X, 02.03.yy, 2101-03-02T23:59:59Z",
    "EDF+C, Startdate 02-Mar-2002 X X X, 02.03.02, 2002-03-02T23:59:59Z",
    "EDF+C, Startdate X X X X, 02.03.02, 2002-03-02T23:59:59Z",
    "EDF+C, Startdate X X X X, 01.01.85, ",
    "'', '', 31.02.11, ",
    "'', '', 00.00.00, ",
  })
  void yearsFollowTheStandard(String reserved, String recording, String date, String start)
      throws IOException {
    Path file = file(reserved, recording, date, 1, "1", List.of(Signal.ecg()), samples(0, 0, 0, 0));

    assertThat(read(file).start().map(Instant::toString).orElse(null)).isEqualTo(start);
  }

  @Test
  void scaleIsALineBetweenTheTwoExtremes() throws IOException {
    // 30 uV at -100, -10 uV at 100: 10 uV at 0 and -0.2 uV for each step.
    Path file = plain("0.5", new Signal("I", "uV", "30", "-10", 4), samples(-100, 100, 0, 5));

    Recording read = read(file);

    assertThat(read.samplingRateHz()).isEqualTo(8);
    assertThat(read.millivolts()[0])
        .containsExactly(new float[] {0.03f, -0.01f, 0.01f, 0.009f}, within(1e-9f));
  }

  @ParameterizedTest
  @CsvSource({
    "0.002778, 1, 360",
    "0.003906, 1, 256",
    "0.0078125, 1, 128",
    "1, 250, 250",
    "0.3, 100, 333.333333333",
    "10, 2565, 256.5"
  })
  void rateThatARoundedDurationHidesIsFound(String duration, int samples, double rate)
      throws IOException {
    Path file = plain(duration, new Signal("I", "mV", "-1", "1", samples), new byte[2 * samples]);

    assertThat(read(file).samplingRateHz()).isCloseTo(rate, within(1e-6));
  }

  @Test
  void shortFileIsRefusedOrReadAsFarAsItGoes() throws IOException {
    Path file =
        file("", "", "24.12.11", 3, "1", List.of(Signal.ecg()), samples(1, 2, 3, 4, 5, 6, 7));
    List<String> problems = new ArrayList<>();

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("the header says 3 data records, the file holds 1");
    assertThat(RecordingReader.lenient(problems::add).read(file).length()).isEqualTo(4);
    assertThat(problems).hasSize(1);
  }

  @Test
  void whatIsNotReadIsSaid() throws IOException {
    byte[] data = samples(1, 2, 3, 4);

    assertRefused(plain("0", Signal.ecg(), data), "data records last '0' s");
    assertRefused(plain("1,5", Signal.ecg(), data), "'1,5', no number with a decimal point");
    assertRefused(plain("1", new Signal("ECG", "mV", "1", "1", 4), data), "scale of signal 1 is");
    assertRefused(plain("1", new Signal("EEG Fpz", "uV", "0", "1", 4), data), "is an ECG");
    assertRefused(plain("1", new Signal("ECG", "bpm", "0", "1", 4), data), "'ECG' in 'bpm'");
    assertRefused(plain("1", new Signal("ECG", "mV", "0", "1", 0), data), "has no samples");
    assertRefused(plain("1", new Signal("ECG", "mV", "0", "1", 900), data), "holds 0");
    assertRefused(Files.write(folder.resolve("s.edf"), new byte[20]), "ends inside its header");
    assertRefused(Files.write(folder.resolve("t.edf"), new byte[300]), "no EDF file");
  }

  private static void assertRefused(Path file, String why) {
    assertThatThrownBy(() -> new EdfFormat().read(file, RecordingProblems.REFUSE))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining(file.getFileName() + ": ")
        .hasMessageContaining(why);
  }
}
