// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.recordings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordingReaderTest {
  private final RecordingReader reader = RecordingReader.standard();

  @ParameterizedTest
  @CsvSource({
    "challenge-2020, 65",
    "cpsc2018-original, 5",
    "cpsc2021, 9",
    "mitdb, 1",
    "ptb-xl/records500, 40"
  })
  void everyRecordingOfADataSetIsListedAndSound(String name, int count) throws IOException {
    List<Path> paths = reader.list(SharedData.folder(name));

    assertThat(paths).hasSize(count);
    for (Path path : paths) {
      Recording recording = reader.read(path);
      assertThat(recording.length()).isGreaterThanOrEqualTo(4000);
      assertThat(path.getFileName().toString()).startsWith(recording.id() + ".");
    }
  }

  @Test
  void recordingIsFoundByAnyOfItsFiles() throws IOException {
    Path folder = SharedData.folder("mitdb");

    for (String name : List.of("100", "100.hea", "100.dat", "100.atr")) {
      Recording recording = reader.read(folder.resolve(name));
      assertThat(recording.id()).isEqualTo("100");
      assertThat(recording.annotations()).hasSize(2274);
    }
    assertThat(reader.read(SharedData.folder("cpsc2018-original").resolve("A1980")).id())
        .isEqualTo("A1980");
    assertThat(reader.read(SharedData.folder("challenge-2020").resolve("A0001.mat")).length())
        .isEqualTo(7500);
  }

  @Test
  void listIsInTheOrderOfThePathsAndGoesIntoFolders(@TempDir Path folder) throws IOException {
    for (String name : List.of("b/2.hea", "b/10.hea", "a.hea", "b.hea", "b-1.hea", "c/x.txt")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "");
    }

    assertThat(reader.list(folder).stream().map(folder::relativize).map(Path::toString))
        .containsExactly("a.hea", "b/10.hea", "b/2.hea", "b-1.hea", "b.hea");
  }

  @Test
  void aFolderThatIsALinkIsTheFolderBehindIt(@TempDir Path folder) throws IOException {
    Path there = Files.createDirectories(folder.resolve("there/below"));
    Files.writeString(there.resolve("a.hea"), "");
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("there"));

    assertThat(reader.list(link)).containsExactly(link.resolve("below/a.hea"));
  }

  @Test
  void fileThatIsNamedIsReadThoughAnotherFormatHasItsName(@TempDir Path folder) throws IOException {
    for (String name : List.of("madeup.hea", "madeup.dat")) {
      Files.copy(Fixtures.file("wfdb/" + name), folder.resolve(name));
    }
    Path edf = Files.copy(Fixtures.file("edf/edflib.edf"), folder.resolve("madeup.edf"));

    assertThat(reader.read(edf).leads()).as("of the EDF file").hasSize(2);
    assertThat(reader.read(folder.resolve("madeup")).leads()).as("of WFDB, the first").hasSize(3);
    assertThat(reader.list(folder)).containsExactly(folder.resolve("madeup.hea"));
  }

  @Test
  void everyFormatIsInstalledAndNamed(@TempDir Path folder) {
    assertThatThrownBy(() -> reader.read(folder.resolve("none")))
        .hasMessageContaining("(WFDB, MATLAB (CPSC2018), EDF, ISHNE, CSV, HL7 aECG, DICOM)");
  }

  @Test
  void whatIsNotThereOrNotReadIsSaid(@TempDir Path folder) throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "hello");

    assertThatThrownBy(() -> reader.read(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("WFDB");
    assertThatThrownBy(() -> reader.read(text))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("WFDB, MATLAB (CPSC2018)");
    assertThatThrownBy(() -> reader.list(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void lenientReaderReportsAndGoesOn(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("r.hea"), "r 1 100 5\nr.dat 16\n");
    Files.write(folder.resolve("r.dat"), new byte[] {1, 0, 2, 0});
    List<String> problems = new ArrayList<>();

    Recording recording = RecordingReader.lenient(problems::add).read(folder.resolve("r"));

    assertThat(recording.length()).isEqualTo(2);
    assertThat(problems).singleElement().asString().contains("5 samples").contains("holds 2");
    assertThatThrownBy(() -> reader.read(folder.resolve("r")))
        .isInstanceOf(RecordingFormatException.class);
  }
}
