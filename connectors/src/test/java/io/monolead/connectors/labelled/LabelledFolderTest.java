// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.labelled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.scenario.ScenarioFiles;
import io.monolead.connectors.scenario.SimulatedRecording;
import io.monolead.signal.Lead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelledFolderTest {
  @TempDir private Path folder;

  private LabelledFolder read(String... lines) throws IOException {
    Files.writeString(folder.resolve("labels.csv"), String.join("\n", lines));
    return LabelledFolder.read(folder);
  }

  @Test
  void everyRowIsAStretch() throws IOException {
    LabelledFolder read =
        read(
            "# name: Ward 7",
            "recording,labels,patient,fold,from,to",
            "a/r1,AFIB PVC,p1,3,0,60",
            "a/r1,,p1,3,60,",
            "r2,SR;AFIB,p2,10,12.5,40");

    assertThat(read.name()).isEqualTo("Ward 7");
    assertThat(read.labels()).containsExactly("AFIB", "PVC", "SR");
    assertThat(read.folds()).containsExactly(3, 10);
    assertThat(read.stretches()).hasSize(3);
    LabelledStretch first = read.stretches().get(0);
    assertThat(first.file()).isEqualTo(folder.resolve("a/r1"));
    assertThat(first.labels()).containsExactlyInAnyOrder("AFIB", "PVC");
    assertThat(first.toSeconds()).hasValue(60);
    assertThat(read.stretches().get(1).labels()).isEmpty();
    assertThat(read.stretches().get(1).toSeconds()).isEmpty();
    assertThat(read.stretches().get(2).fromSeconds()).isEqualTo(12.5);
  }

  @Test
  void withoutFoldsPatientsAreDealtEvenlyAndStayTogether() throws IOException {
    StringBuilder text = new StringBuilder("patient,recording,labels\n");
    for (int patient = 0; patient < 40; patient++) {
      String label = patient % 4 == 0 ? "AFIB" : "NORM";
      text.append("p").append(patient).append(",a").append(patient).append(",").append(label);
      text.append("\np").append(patient).append(",b").append(patient).append(",NORM\n");
    }

    LabelledFolder read = read(text.toString());

    Map<String, Integer> folds = new HashMap<>();
    Map<Integer, Integer> fibrillating = new HashMap<>();
    Map<Integer, Integer> patients = new HashMap<>();
    for (LabelledStretch stretch : read.stretches()) {
      Integer before = folds.put(stretch.patient(), stretch.fold());
      assertThat(before == null || before == stretch.fold()).isTrue();
      patients.merge(stretch.fold(), before == null ? 1 : 0, Integer::sum);
      fibrillating.merge(stretch.fold(), stretch.labels().contains("AFIB") ? 1 : 0, Integer::sum);
    }
    // 40 patients in 10 folds, of whom 10 fibrillate.
    assertThat(patients).hasSize(10).allSatisfy((fold, count) -> assertThat(count).isEqualTo(4));
    assertThat(fibrillating).allSatisfy((fold, count) -> assertThat(count).isEqualTo(1));
    assertThat(LabelledFolder.read(folder)).isEqualTo(read);
  }

  @Test
  void aSimulatedRecordingSaysItselfWhatIsTrueOfIt() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("h.json"),
            """
            {"name": "h", "duration": "40s", "episodes": [
              {"from": "14s", "for": "12s", "rhythm": "atrial-fibrillation"}]}
            """);
    for (int i = 0; i < 10; i++) {
      new SimulatedRecording(
              "h" + i,
              ScenarioFiles.find(file.toString()).lasting(40),
              List.of(Lead.I),
              100,
              i,
              40,
              Optional.empty())
          .write(folder);
    }

    LabelledFolder read = LabelledFolder.read(folder);

    // Fibrillation lasts from 14 to 26 s: 6 s of the second stretch, 6 s of the third.
    List<Set<String>> labels =
        read.stretches().stream()
            .filter(stretch -> stretch.recording().equals("h3"))
            .map(LabelledStretch::labels)
            .toList();
    assertThat(labels)
        .containsExactly(Set.of("NORM"), Set.of("AFIB"), Set.of("AFIB"), Set.of("NORM"));
    assertThat(read.folds()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "recording,label\\nr,A|columns are recording, labels",
        "recording,labels\\n../r,A|a recording is named by its path from the folder",
        "recording,labels\\nr,A/B|it names a topic; not 'A/B'",
        "recording,labels,fold\\nr,A,11|a fold is 1 to 10, not 11",
        "recording,labels,fold\\nr,A,0|a fold is 1 to 10, not 0",
        "recording,labels,from,to\\nr,A,5,5|not from 5.0 to 5.0",
        "recording,labels,from\\nr,A,soon|soon",
        "recording,labels\\nr,A,B|more or fewer fields",
        "recording,labels,fold,patient\\nr,A,1,p\\ns,A,2,p|patient 'p' is in folds 1 and 2",
        "recording,labels,fold\\nr,A,1\\ns,A,|some rows name a fold",
        "recording,labels\\nr,A|1 patients cannot be dealt to 10 folds",
        "recording,labels,fold\\nr,,1|no recording has any label",
      })
  void whatCannotBeIsRefusedWithTheReason(String text, String reason) {
    assertThatThrownBy(() -> read(text.split("\\\\n", -1)))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("labels.csv")
        .hasMessageContaining(reason);
  }

  @Test
  void aLineThatIsWrongIsNamed() {
    assertThatThrownBy(() -> read("recording,labels", "r,A", "s,B*"))
        .hasMessageContaining("near line 3");
  }

  @Test
  void recordingsOfWhichNothingIsKnownAreRefused() throws IOException {
    Files.writeString(folder.resolve("x.csv"), "# sampling rate: 100\nI [mV]\n0.1\n0.2\n");

    assertThatThrownBy(() -> LabelledFolder.read(folder))
        .isInstanceOf(RecordingFormatException.class)
        .hasMessageContaining("x.csv")
        .hasMessageContaining("labels.csv with the columns recording and labels");
  }
}
