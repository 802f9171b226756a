// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.ishne;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.connectors.recordings.Fixtures;
import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.RecordingReader;
import io.monolead.signal.Annotation;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IshneFormatTest {
  private static final Path HOLTER = Fixtures.file("ishne/holter.ecg");

  @TempDir private Path folder;

  /** The fixture with other numbers in its header, and none of the checksum. */
  private Path changed(int at, int bytes, int value) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(HOLTER)).order(ByteOrder.LITTLE_ENDIAN);
    file.putShort(8, (short) 0);
    if (bytes == 2) {
      file.putShort(at, (short) value);
    } else {
      file.putInt(at, value);
    }
    return Files.write(folder.resolve("r.ecg"), file.array());
  }

  private static Recording read(Path file) throws IOException {
    return RecordingReader.standard().read(file);
  }

  @Test
  void checksumOfTheCatalogueOfParametrisedCrcsIsFound() {
    // CRC-16/IBM-3740 (CCITT from all ones): check value 0x29b1.
    assertThat(Crc16.of(Crc16.START, "123456789".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(0x29b1);
  }

  @Test
  void samplesAreThoseOfTheWfdbRecord() throws IOException {
    Recording original = Fixtures.madeUp();

    Recording read = read(HOLTER);

    assertThat(read.leads()).containsExactly(Lead.I, Lead.II, Lead.V1);
    assertThat(read.samplingRateHz()).isEqualTo(360);
    assertThat(read.start()).contains(Instant.parse("2011-12-24T10:20:30Z"));
    assertThat(Fixtures.difference(read.millivolts()[0], original.millivolts()[0]))
        .isLessThan(1e-6);
    assertThat(Fixtures.difference(read.millivolts()[2], original.millivolts()[2]))
        .isLessThan(1e-6);
    for (int i = 0; i < read.length(); i++) {
      assertThat(Float.isNaN(read.millivolts()[1][i]))
          .as("no contact at %d", i)
          .isEqualTo(i >= 360 && i < 720);
    }
  }

  @Test
  void onlySexAndAgeOfThePatientLeaveTheFile() throws IOException {
    Recording read = read(HOLTER);

    assertThat(read.comments()).containsExactly("Age: 59", "Sex: Female");
    assertThat(read.toString()).doesNotContain("Jane").doesNotContain("SECRET");
  }

  @Test
  void beatsOfTheFileBesideAreCountedFromItsFirstSample() throws IOException {
    // 100 + 44, + 288, + 65,535 without a beat, + 1, + 2, + 0.
    assertThat(read(HOLTER).annotations())
        .containsExactly(
            new Annotation(144, "N", ""),
            new Annotation(432, "V", ""),
            new Annotation(65_968, "S", ""),
            new Annotation(65_970, "|", ""),
            new Annotation(65_970, "/", ""));
  }

  @Test
  void recordingIsFoundByItsAnnotationsAndWithoutSuffix() throws IOException {
    for (String name : List.of("holter", "holter.ecg", "holter.ann")) {
      assertThat(read(HOLTER.resolveSibling(name)).id()).isEqualTo("holter");
    }
  }

  @Test
  void samplesMayBeCountedOverAllLeads() throws IOException {
    assertThat(read(changed(14, 4, 3 * 1440)).length()).isEqualTo(1440);
  }

  @Test
  void changedHeaderIsRefusedOrReported() throws IOException {
    byte[] bytes = Files.readAllBytes(HOLTER);
    bytes[40] ^= 1;
    Path file = Files.write(folder.resolve("r.ecg"), bytes);
    List<String> problems = new ArrayList<>();

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("r.ecg: the header's checksum is ");
    assertThat(RecordingReader.lenient(problems::add).read(file).length()).isEqualTo(1440);
    assertThat(problems).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "14, 4, 1441, 'says 1441 samples, the file holds 1440 of each of 3 leads'",
    "156, 2, 0, has 0 leads",
    "156, 2, 13, has 13 leads",
    "208, 2, 0, lead 2 has a resolution of 0 nV",
    "272, 2, -1, a sampling rate of -1 Hz",
    "10, 4, -1, a variable block of -1 bytes",
    "10, 4, 2000000000, a variable block of 2000000000 bytes",
    "22, 4, 600, blocks at 522 and 600"
  })
  void headerThatCannotBeIsRefused(int at, int bytes, int value, String why) throws IOException {
    Path file = changed(at, bytes, value);

    assertThatThrownBy(() -> read(file))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("r.ecg: ")
        .hasMessageContaining(why);
  }

  @Test
  void impossibleDateIsNoStart() throws IOException {
    Recording read = read(changed(140, 2, 13));

    assertThat(read.start()).isEmpty();
    assertThat(read.comments()).containsExactly("Sex: Female");
  }

  @Test
  void fileOfTheSuffixThatIsNotIshneIsLeftAlone() throws IOException {
    Path file = Files.writeString(folder.resolve("other.ecg"), "another maker's format");

    assertThat(RecordingReader.standard().list(folder)).isEmpty();
    assertThatThrownBy(() -> read(file)).hasMessageContaining("no recording of a format that is");
  }
}
