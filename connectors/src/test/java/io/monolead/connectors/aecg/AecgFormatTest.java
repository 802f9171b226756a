// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.aecg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.connectors.recordings.Fixtures;
import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.RecordingProblems;
import io.monolead.connectors.recordings.RecordingReader;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AecgFormatTest {
  private static final Path STRIPS = Fixtures.file("aecg/strips.xml");

  @TempDir private Path folder;

  private static Recording read(Path file) throws IOException {
    return RecordingReader.standard().read(file);
  }

  /** The file made by hand with something else in one place. */
  private Path changed(String from, String to) throws IOException {
    String text = Files.readString(STRIPS);
    assertThat(text).contains(from);
    return Files.writeString(folder.resolve("r.xml"), text.replaceFirst(from, to));
  }

  @Test
  void conversionByBiosigHasTheSamplesOfTheWfdbRecord() throws IOException {
    Recording original = Fixtures.madeUp();

    Recording converted = read(Fixtures.file("aecg/biosig.xml"));

    assertThat(converted.leads()).containsExactly(Lead.I, Lead.II, Lead.V1);
    assertThat(converted.samplingRateHz()).as("of 0.00277778 s a sample").isEqualTo(360);
    for (int lead = 0; lead < 3; lead++) {
      assertThat(Fixtures.difference(converted.millivolts()[lead], original.millivolts()[lead]))
          .isLessThan(1e-6);
    }
  }

  @Test
  void groupsOfLeadsLieWhereTheirTimesSay() throws IOException {
    Recording read = read(STRIPS);
    float missing = Float.NaN;

    assertThat(read.samplingRateHz()).isEqualTo(250);
    assertThat(read.start()).contains(Instant.parse("2011-12-24T10:20:30.250Z"));
    assertThat(read.leads()).as("none of a derived beat").containsExactly(Lead.AVR, Lead.II);
    // 0.1 mV and 2.5 uV for each step; the second group begins 20 ms after the first.
    assertThat(read.millivolts()[0])
        .containsExactly(
            new float[] {0.1f, 0.11f, 0.08f, 0.35f, missing, missing, missing, missing},
            Offset.offset(1e-6f));
    assertThat(read.millivolts()[1])
        .containsExactly(
            new float[] {0.001f, 0.002f, 0.003f, 0.004f, missing, 0.005f, 0.006f, 0.007f},
            Offset.offset(1e-6f));
  }

  @Test
  void onlySexAndAgeOfThePatientLeaveTheFile() throws IOException {
    Recording read = read(STRIPS);

    assertThat(read.comments()).containsExactly("Age: 59", "Sex: Female");
    assertThat(read.toString()).doesNotContain("Jane");
  }

  @Test
  void documentTypesAndEntitiesAreRefusedAndNothingOutsideIsRead() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret.txt"), "12345");
    String entity = "<!DOCTYPE a [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>\n<hl7:Ann";

    Path outside = changed("<hl7:Ann", entity);
    assertRefused(outside, "has a document type, which is not read");

    String lol = "<!DOCTYPE a [<!ENTITY a \"1 1\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]>\n<hl7:Ann";
    Files.writeString(
        outside, Files.readString(STRIPS).replaceFirst("<hl7:Ann", lol).replace("1 2 3", "&b;"));
    assertRefused(outside, "has a document type, which is not read");
    assertRefused(changed("1 2 3", "&x;"), "r.xml: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "0 4 -8 100>0 4 x 100>sample 3 of 'MDC_ECG_LEAD_AVR' is 'x'",
        "0 4 -8 100>0 4 0x8 100>sample 3 of 'MDC_ECG_LEAD_AVR' is '0x8'",
        "2.5\" unit=\"uV>2.5\" unit=\"bpm>the scale of lead 'aVR' is '2.5' in 'bpm'",
        "unit=\"ms\">unit=\"h\">is in 'h'; s, ms and us are read",
        "increment value=\"4\">increment value=\"0\">the increment of a time is '0'",
        "20\" unit=\"ms>90\" unit=\"s>too far apart, or too long, for one recording",
        "20\" unit=\"ms>0\" unit=\"ms>lead II is there twice at the same time",
        "RHYTHM>OTHER>has no rhythm series with leads",
        "TIME_RELATIVE>NO_TIME>does not say when they were sampled",
        "AnnotatedECG xmlns>Other xmlns>no annotated ECG: its root is 'Other'"
      })
  void whatIsNotReadIsSaid(String from, String to, String why) throws IOException {
    assertRefused(changed(from, to), why);
  }

  @Test
  void furtherSeriesAreNotPassedOverInSilence() throws IOException {
    String text = Files.readString(STRIPS);
    int from = text.indexOf("  <hl7:component>\n    <hl7:series>");
    int to = text.indexOf("</hl7:AnnotatedECG>");
    Path file =
        Files.writeString(folder.resolve("r.xml"), text.substring(0, to) + text.substring(from));
    List<String> problems = new ArrayList<>();

    assertRefused(file, "has 2 rhythm series, of which the first is read");
    assertThat(RecordingReader.lenient(problems::add).read(file).length()).isEqualTo(8);
    assertThat(problems).hasSize(1);
  }

  @Test
  void encodingsOfTheFileAreHeededAndANameInAnotherDoesNoHarm() throws IOException {
    String text = Files.readString(STRIPS).replace("Jane", "J\u00e4ne");
    String latin1 = text.replace("UTF-8", "ISO-8859-1");
    String utf16 = text.replace("UTF-8", "UTF-16");
    for (byte[] bytes :
        List.of(
            ("\ufeff" + text).getBytes(StandardCharsets.UTF_8),
            text.getBytes(StandardCharsets.ISO_8859_1),
            latin1.getBytes(StandardCharsets.ISO_8859_1),
            utf16.getBytes(StandardCharsets.UTF_16))) {
      Path file = Files.write(folder.resolve("r.xml"), bytes);

      assertThat(read(file).length()).isEqualTo(8);
    }
  }

  @Test
  void otherXmlInAFolderIsLeftAlone() throws IOException {
    Files.writeString(folder.resolve("pom.xml"), "<project/>");
    Files.writeString(folder.resolve("broken.xml"), "<AnnotatedECG");
    Files.copy(STRIPS, folder.resolve("ecg.xml"));

    assertThat(RecordingReader.standard().list(folder)).containsExactly(folder.resolve("ecg.xml"));
  }

  @ParameterizedTest
  @CsvSource({
    "20021122091000, 2002-11-22T09:10:00Z",
    "20021122091000.000, 2002-11-22T09:10:00Z",
    "200211220910, 2002-11-22T09:10:00Z",
    "20021122091000.5-0500, 2002-11-22T14:10:00.500Z",
    "20021122, ",
    "20021322091000, ",
    "00000331120001, "
  })
  void timesOfHl7AreUnderstood(String text, String instant) {
    assertThat(Timestamp.instant(text).map(Instant::toString).orElse(null)).isEqualTo(instant);
  }

  private static void assertRefused(Path file, String why) {
    assertThatThrownBy(() -> new AecgFormat().read(file, RecordingProblems.REFUSE))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining(file.getFileName() + ": ")
        .hasMessageContaining(why);
  }
}
