// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.monolead.signal.Lead;
import io.monolead.training.data.Augmentation;
import io.monolead.training.experiment.KnownRuns.Part;
import io.monolead.training.export.Precision;
import io.monolead.training.loss.MultiLabelDistillation.Form;
import io.monolead.training.mvkt.TeacherView;
import io.monolead.training.trainer.EvaluationView;
import io.monolead.training.trainer.Schedule;
import io.monolead.training.trainer.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in processes of their own, on a fold of real recordings. */
class RunPoolITCase {
  private static final int EPOCHS = 6;
  private static final Set<Integer> FOLDS = Set.of(7, 8, 9);
  private static final Setting SETTING =
      new Setting(
          "ptb-xl",
          "superdiagnostic",
          FOLDS,
          List.of(new FoldPair(8, 9)),
          List.of(1L),
          Lead.I,
          new TrainingOptions(
              EPOCHS,
              32,
              100,
              Schedule.ONE_CYCLE,
              0.01,
              0.01,
              0,
              new Augmentation(0.1, 0, 0, 0, 0.1),
              0.9,
              EvaluationView.WHOLE,
              Precision.FLOAT32,
              false,
              1),
          new Setting.Lessons(1, Form.LOGIT, 0.1, TeacherView.CROP, 0));

  @TempDir private Path folder;

  @Test
  void aTaughtStudentKilledWhileItLearnsEndsWithTheVeryBytesOfOneThatWasNot() throws Exception {
    Path data = ptbXl();
    RunSpec teacher = SETTING.teacher("resnet1d_wang", 0);
    RunSpec student = SETTING.student("resnet1d_wang", 0);
    RunStore undisturbed = new RunStore(folder.resolve("undisturbed"));
    Queue<String> lines = new ConcurrentLinkedQueue<>();
    pool(undisturbed, data, lines::add).carryOut(List.of(student));
    assertThat(lines)
        .as("the teacher is carried out first, unasked")
        .startsWith("started: " + teacher.id())
        .contains("1 of 2 runs finished: " + teacher.id(), "2 of 2 runs finished: " + student.id());

    RunStore killed = new RunStore(folder.resolve("killed"));
    Consumer<String> killer =
        line -> {
          // One epoch beyond the last checkpoint, which has to be learned again.
          if (line.startsWith(student.id() + " epoch 5/")) {
            ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
          }
        };
    assertThatThrownBy(() -> pool(killed, data, killer).carryOut(List.of(student)))
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining(student.id() + " ended with 137");
    assertThat(killed.knows(teacher)).isTrue();
    assertThat(killed.knows(student)).isFalse();

    Queue<String> again = new ConcurrentLinkedQueue<>();
    pool(killed, data, again::add).carryOut(List.of(student));

    assertThat(again)
        .as("what was finished is not done again")
        .noneMatch(line -> line.contains(teacher.id()))
        .noneMatch(line -> line.startsWith(student.id() + " epoch 4/"))
        .anyMatch(line -> line.startsWith(student.id() + " epoch 5/"));
    for (RunSpec run : List.of(teacher, student)) {
      for (String file : List.of("weights.bin", "validation.csv", "test.csv")) {
        assertThat(killed.folderOf(run).resolve(file))
            .hasSameBinaryContentAs(undisturbed.folderOf(run).resolve(file));
      }
    }
    assertThat(killed.log(student)).hasSize(EPOCHS);
    assertThat(killed.predictions(student, Part.TEST).size()).isPositive();

    Queue<String> silence = new ConcurrentLinkedQueue<>();
    pool(killed, data, silence::add).carryOut(List.of(student));
    assertThat(silence).isEmpty();
  }

  @Test
  void aRunThatFailsIsNamedWithItsReasonAndWhatNeedsItIsNotBegun() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    RunStore store = new RunStore(folder.resolve("store"));
    RunSpec student = SETTING.student("resnet1d_wang", 0);

    assertThatThrownBy(() -> pool(store, empty, line -> {}).carryOut(List.of(student)))
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("1 runs failed and 1 were not begun")
        .hasMessageContaining(SETTING.teacher("resnet1d_wang", 0).id() + " ended with 1")
        .hasMessageContaining("ptbxl_database.csv");
    assertThat(store.folderOf(student)).doesNotExist();
  }

  private static RunPool pool(RunStore store, Path data, Consumer<String> progress) {
    return new RunPool(store, store, data, 2, progress);
  }

  private static Path ptbXl() {
    Path root = Path.of("").toAbsolutePath();
    while (root != null && !Files.isDirectory(root.resolve(".mvn"))) {
      root = root.getParent();
    }
    assumeTrue(root != null, "the repository's root was not found above the working directory");
    Path data = root.resolveSibling("shared").resolve("data").resolve("ptb-xl");
    assumeTrue(Files.isDirectory(data), "PTB-XL is not at ../shared/data/ptb-xl");
    return data;
  }
}
