// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DicomFormatTest {
  private static final Path RHYTHM = Fixtures.file("dicom/rhythm.dcm");

  @TempDir private Path folder;

  private static Recording read(Path file) throws IOException {
    return RecordingReader.standard().read(file);
  }

  /** The file of pydicom with some letters replaced by as many others. */
  private Path changed(String from, String to) throws IOException {
    String bytes = new String(Files.readAllBytes(RHYTHM), StandardCharsets.ISO_8859_1);
    assertThat(bytes).contains(from);
    assertThat(to).hasSameSizeAs(from);
    return Files.write(
        folder.resolve("r.dcm"), bytes.replace(from, to).getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void objectOfPydicomHasTheSamplesOfTheWfdbRecord() throws IOException {
    Recording original = Fixtures.madeUp();

    Recording read = read(RHYTHM);

    assertThat(read.leads()).containsExactly(Lead.I, Lead.II, Lead.V1);
    assertThat(read.samplingRateHz()).isEqualTo(360);
    assertThat(read.length()).as("not of the derived group").isEqualTo(1440);
    assertThat(read.start()).contains(Instant.parse("2011-12-24T10:20:30.250Z"));
    for (int lead = 0; lead < 3; lead++) {
      float[] expected = original.millivolts()[lead].clone();
      if (lead == 1) {
        Arrays.fill(expected, 100, 110, Float.NaN);
      }
      for (int i = 0; i < expected.length; i++) {
        assertThat(Float.isNaN(read.millivolts()[lead][i])).isEqualTo(Float.isNaN(expected[i]));
      }
      assertThat(
              Fixtures.difference(
                  Arrays.copyOf(read.millivolts()[lead], 100), Arrays.copyOf(expected, 100)))
          .isLessThan(1e-6);
    }
  }

  @Test
  void implicitEncodingOfUndefinedLengthsAndGroupsInTurnIsRead() throws IOException {
    Recording original = Fixtures.madeUp();

    Recording read = read(Fixtures.file("dicom/strips.dcm"));

    assertThat(read.leads()).containsExactly(Lead.I, Lead.II, Lead.AVR, Lead.V1);
    assertThat(read.length()).isEqualTo(1440);
    // pydicom's own waveform_array gives these for the first group (see make-fixtures.py).
    assertThat(Arrays.copyOf(read.millivolts()[0], 3)).containsExactly(0.494f, 0.524f, 0.534f);
    assertThat(Arrays.copyOf(read.millivolts()[1], 3)).containsExactly(0.496f, 0.478f, 0.518f);
    for (int i = 0; i < 1440; i++) {
      boolean first = i < 720;
      assertThat(Float.isNaN(read.millivolts()[0][i])).isEqualTo(!first);
      assertThat(Float.isNaN(read.millivolts()[1][i])).as("II is in both").isFalse();
      assertThat(Float.isNaN(read.millivolts()[2][i])).isEqualTo(first);
    }
    assertThat(
            Fixtures.difference(
                Arrays.copyOfRange(read.millivolts()[3], 720, 1440),
                Arrays.copyOfRange(original.millivolts()[2], 720, 1440)))
        .isLessThan(1e-6);
  }

  @Test
  void onlySexAndAgeOfThePatientLeaveTheFile() throws IOException {
    Recording read = read(RHYTHM);

    assertThat(read.comments()).containsExactly("Age: 59", "Sex: Female");
    assertThat(read.toString()).doesNotContain("Jane").doesNotContain("SECRET");
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.840.10008.1.2.1, 1.2.840.10008.1.2.2, is encoded as '1.2.840.10008.1.2.2'",
    "ORIGINAL, DERIVED!, has no waveform in volts among 2 multiplex groups",
    "DICM, DICX, no recording of a format",
    "360.0, 36O.0, 'the sampling frequency is ''36O.0'', no number'",
    "360.0, -10.0, a sampling frequency of '-10.0' Hz",
    "SS, MB, 'samples of the kind ''MB'''",
    "SS, SL, with 16 bits for samples of the kind SL"
  })
  void whatIsNotReadIsSaid(String from, String to, String why) throws IOException {
    Path file = changed(from, to);

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("r.dcm: ")
        .hasMessageContaining(why);
  }

  @Test
  void fileCutShortIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(RHYTHM);
    Path file = folder.resolve("r.dcm");
    for (int length : new int[] {133, 200, 400, 1000, 4000, bytes.length - 2000}) {
      Files.write(file, Arrays.copyOf(bytes, length));

      assertThatThrownBy(() -> read(file))
          .as("of %d bytes", length)
          .isInstanceOf(RecordingFormatException.class)
          .hasMessageContaining("r.dcm: ");
    }
  }

  @Test
  void imagesInAFolderAreLeftAloneAndAFileWithoutSuffixIsRead() throws IOException {
    Path image = changed("1.2.840.10008.5.1.4.1.1.9.1.1", "1.2.840.10008.5.1.4.1.1.2.1.1");
    Path bare = Files.copy(RHYTHM, folder.resolve("IM000001"));

    assertThat(RecordingReader.standard().list(folder)).isEmpty();
    assertThat(read(bare).id()).isEqualTo("IM000001");
    assertThat(image).exists();
  }
}
