// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.signal.Conditioning;
import io.monolead.signal.Lead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWindowsTest {
  @TempDir private Path folder;

  /** A recording whose samples count seconds, in two leads, at 100 Hz. */
  private void recording(String name, int seconds, int missingAt) throws IOException {
    StringBuilder text = new StringBuilder("# sampling rate: 100\nI [mV],II [mV]\n");
    for (int i = 0; i < seconds * 100; i++) {
      double value = i / 100.0;
      text.append(
          i == missingAt
              ? String.format(Locale.ROOT, ",%.2f%n", -value)
              : String.format(Locale.ROOT, "%.2f,%.2f%n", value, -value));
    }
    Files.createDirectories(folder.resolve(name).getParent());
    Files.writeString(folder.resolve(name + ".csv"), text);
  }

  private void labels(String... rows) throws IOException {
    Files.writeString(
        folder.resolve("labels.csv"),
        "recording,labels,patient,fold,from,to\n" + String.join("\n", rows) + "\n");
  }

  @Test
  void stretchesAreCutIntoWindowsFromTheirBegin() throws IOException {
    recording("ward/r", 45, -1);
    labels("ward/r,B A,p1,1,3,36", "ward/r,,p1,1,35,");

    FolderWindows windows = FolderWindows.read(folder, List.of(Lead.II, Lead.I), Set.of(1));
    WindowSet set = windows.windows(new Conditioning(100, List.of()), 1000, Set.of(1));

    assertThat(windows.labelSpace().labels()).containsExactly("A", "B");
    assertThat(set.recordings())
        .containsExactly("ward/r@3.000", "ward/r@13.000", "ward/r@23.000", "ward/r@35.000");
    assertThat(set.patients()).containsOnly("p1");
    // Lead II first: the negative of lead I; the second window begins at 13 s.
    assertThat(set.signals()[2000]).isEqualTo(-13f);
    assertThat(set.signals()[3000]).isEqualTo(13f);
    assertThat(set.targets()).containsExactly(1, 1, 1, 1, 1, 1, 0, 0);
    assertThat(
            windows
                .select(List.of(Lead.I))
                .windows(new Conditioning(100, List.of()), 1000, Set.of(1))
                .signals()[0])
        .isEqualTo(3f);
  }

  @Test
  void windowsWithMissingSamplesAreLeftOutAndCounted() throws IOException {
    recording("r", 30, 1500);
    labels("r,A,p,1,,");

    FolderWindows windows = FolderWindows.read(folder, List.of(Lead.I), Set.of(1));

    assertThat(windows.recordings(Set.of(1))).containsExactlyInAnyOrder("r@0.000", "r@20.000");
    assertThat(windows.source().reference()).contains("1 windows with missing samples");
    assertThat(FolderWindows.read(folder, List.of(Lead.II), Set.of(1)).recordings(Set.of(1)))
        .as("lead II has them all")
        .hasSize(3);
  }

  @Test
  void whatIsNotInTheRecordingIsRefused() throws IOException {
    recording("r", 30, -1);
    labels("r,A,p,1,25,40");
    assertThatThrownBy(() -> FolderWindows.read(folder, List.of(Lead.I), Set.of(1)))
        .hasMessageContaining("r lasts 30.000 s: the stretch from 25.000 to 40.000 s is not in it");

    labels("r,A,p,1,25,");
    assertThatThrownBy(() -> FolderWindows.read(folder, List.of(Lead.I), Set.of(1)))
        .hasMessageContaining("shorter than a window of 10 s");

    labels("r,A,p,1,,");
    assertThatThrownBy(() -> FolderWindows.read(folder, Lead.STANDARD, Set.of(1)))
        .hasMessageContaining("no lead III")
        .hasMessageContaining("a teacher needs all twelve");
    assertThatThrownBy(() -> FolderWindows.read(folder, List.of(Lead.I), Set.of(2)))
        .hasMessageContaining("no windows of fold 2")
        .hasMessageContaining("[1]");
  }

  @Test
  void aFolderWithLabelsIsNotTakenForPtbXl() throws IOException {
    assertThat(TrainingFolder.task(folder.resolve("missing"), "rhythm")).isEqualTo("rhythm");
    Files.writeString(folder.resolve("ptbxl_database.csv"), "");
    assertThat(TrainingFolder.task(folder, "rhythm")).isEqualTo("rhythm");
    labels("r,A,p,1,,");
    assertThat(TrainingFolder.task(folder, "rhythm")).isEqualTo("own");
  }
}
