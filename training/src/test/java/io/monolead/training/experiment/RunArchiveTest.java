// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.signal.LabelSpace;
import io.monolead.training.evaluation.Bootstrap;
import io.monolead.training.evaluation.Predictions;
import io.monolead.training.experiment.KnownRuns.Part;
import io.monolead.training.report.ReportFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunArchiveTest {
  private static final ExperimentReport.FeatureSource NO_WEIGHTS =
      new ExperimentReport.FeatureSource() {
        @Override
        public boolean has(RunSpec run) {
          return false;
        }

        @Override
        public double[][] of(RunSpec run) {
          throw new AssertionError("Nobody may ask for the features of weights that are not there");
        }
      };

  private final Setting setting = RunSpecTest.setting(List.of(1L));
  private final Experiment table =
      Experiments.named("table2", setting, List.of(Experiments.QUICK_BACKBONE));

  @TempDir private Path folder;
  private RunStore store;
  private RunArchive archive;

  @BeforeEach
  void aStoreInWhichTheStudentRanksBetterThanTheBaseline() throws IOException {
    store = new RunStore(folder.resolve("store"));
    archive = new RunArchive(folder.resolve("archive"));
    finish(setting.teacher("resnet1d_wang", 0), .1f, .2f, .8f, .9f);
    // Of the four pairs of a negative and a positive, three are in order: AUC 3/4.
    finish(setting.baseline("resnet1d_wang", 0), .1f, .6f, .5f, .9f);
    finish(setting.student("resnet1d_wang", 0), .1f, .4f, .5f, .9f);
  }

  @Test
  void aReportFromTheArchiveAloneIsThatFromTheStore() throws IOException {
    assertThat(archive.keep(store, table.runs())).isEqualTo(3);

    ReportFolder.write(report(store), folder.resolve("a"));
    ReportFolder.write(report(archive), folder.resolve("b"));

    assertThat(folder.resolve("b/report.md"))
        .hasSameTextualContentAs(folder.resolve("a/report.md"));
    assertThat(folder.resolve("b/report.html"))
        .hasSameTextualContentAs(folder.resolve("a/report.html"));
    assertThat(Files.readAllLines(folder.resolve("b/table2.csv")))
        .anyMatch(line -> line.startsWith("\"resnet1d_wang, lead I\",1 of 1,0.7500,"))
        .anyMatch(line -> line.startsWith("\"resnet1d_wang, MVKT\",1 of 1,1.0000,"))
        .anyMatch(line -> line.contains("+0.2500"))
        .anyMatch(line -> line.contains("0 of 1"));
    assertThat(folder.resolve("b/report.md")).content().contains("1 of 4 runs are not finished");
  }

  @Test
  void theSameRunGivesTheSameBytesAndIsKeptOnce() throws IOException {
    RunArchive other = new RunArchive(folder.resolve("other"));
    archive.keep(store, table.runs());
    other.keep(store, table.runs());

    assertThat(archive.keep(store, table.runs())).isZero();
    for (RunSpec run : table.runs()) {
      if (archive.knows(run)) {
        assertThat(other.folder().resolve(run.id() + ".zip"))
            .hasSameBinaryContentAs(archive.folder().resolve(run.id() + ".zip"));
      }
    }
  }

  @Test
  void whatTheStoreLacksIsReadFromTheArchive() throws IOException {
    archive.keep(store, table.runs());
    RunSpec run = setting.baseline("resnet1d_wang", 0);
    KnownRuns both = new RunStore(folder.resolve("empty")).or(archive);

    assertThat(both.knows(run)).isTrue();
    assertThat(both.knows(setting.control("resnet1d_wang", 0))).isFalse();
    assertThat(both.predictions(run, Part.TEST).probabilities())
        .isEqualTo(store.predictions(run, Part.TEST).probabilities());
    assertThat(both.log(run)).isEqualTo(store.log(run)).hasSize(1);
  }

  @Test
  void runsOfTheArchiveAreNotAskedForAgain() throws Exception {
    archive.keep(store, table.runs());
    RunStore empty = new RunStore(folder.resolve("empty"));
    List<String> lines = new java.util.ArrayList<>();

    new RunPool(empty, archive, folder, 1, lines::add)
        .carryOut(List.of(setting.baseline("resnet1d_wang", 0)));

    assertThat(lines).isEmpty();
    assertThat(empty.folder()).doesNotExist();
  }

  @Test
  void aFileThatLacksAPartIsNamed() throws IOException {
    RunSpec run = setting.control("resnet1d_wang", 0);
    Path file = folder.resolve("archive").resolve(run.id() + ".zip");
    Files.createDirectories(file.getParent());
    try (java.util.zip.ZipOutputStream zip =
        new java.util.zip.ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new java.util.zip.ZipEntry("spec.json"));
    }

    assertThatThrownBy(() -> archive.predictions(run, Part.TEST))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("test.csv");
  }

  private io.monolead.training.report.Report report(KnownRuns runs) throws IOException {
    return new ExperimentReport(table, runs, Bootstrap.DEFAULT, "All is there.", NO_WEIGHTS).make();
  }

  private void finish(RunSpec run, float... probabilities) throws IOException {
    Predictions predictions =
        new Predictions(
            new LabelSpace("superdiagnostic", List.of("NORM")),
            List.of("r1", "r2", "r3", "r4"),
            List.of("p1", "p2", "p3", "p4"),
            probabilities,
            new boolean[] {false, false, true, true});
    store.begin(run);
    store.keep(run, Part.VALIDATION, predictions);
    store.keep(run, Part.TEST, predictions);
    Files.writeString(
        store.folderOf(run).resolve(RunStore.LOG),
        "{\"epoch\":1,\"trainingLoss\":0.5,\"validationLoss\":0.4,\"validationMacroAuc\":0.7,"
            + "\"learningRate\":0.01,\"gradientNorm\":1.0,\"seconds\":2.0}\n");
    Files.writeString(store.folderOf(run).resolve(RunStore.FINISHED), "{}");
  }
}
