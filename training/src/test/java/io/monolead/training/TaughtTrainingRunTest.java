// SPDX-License-Identifier: Apache-2.0
package io.monolead.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.monolead.inference.ModelBundle;
import io.monolead.signal.Lead;
import io.monolead.training.data.Augmentation;
import io.monolead.training.loss.MultiLabelDistillation.Form;
import io.monolead.training.mvkt.LessonSpec;
import io.monolead.training.mvkt.TeacherView;
import io.monolead.training.trainer.EpochResult;
import io.monolead.training.trainer.TrainingListener;
import io.monolead.training.trainer.TrainingOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short training with a teacher on a few folds of real recordings. */
class TaughtTrainingRunTest {
  @TempDir private Path folder;

  @Test
  void theTeacherIsTrainedFirstAndAllOfItStandsOnTheCard() throws Exception {
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    Path data = ptbXl();
    TrainingOptions options =
        new TrainingOptions(1, 16, 250, 1e-2, 0.01, 0, Augmentation.NONE, false, 1);
    TrainingPlan plan =
        new TrainingPlan(
            "taught",
            "1",
            "monitoring",
            List.of(Lead.I),
            "xresnet1d18",
            TrainingPlan.DEFAULT_FILTERS,
            Set.of(7),
            Set.of(8),
            Set.of(9),
            options,
            new TrainingPlan.Teaching(
                "resnet1d_wang", options, TeacherView.CROP, LessonSpec.mvkt(1, Form.LOGIT, 0.1)));
    Story story = new Story();

    Path run = folder.resolve("run");
    Path bundle = new TrainingRun(plan, data, run, "abc").carryOut(story).bundle();

    assertThat(story.lines)
        .containsExactly(
            "teacher: resnet1d_wang of all twelve leads",
            "epoch 1 with []",
            "student: xresnet1d18",
            "epoch 1 with [loss clt, loss labels, loss mkd, mutual information bound]");
    ModelBundle read = ModelBundle.read(bundle);
    assertThat(read.modelCard())
        .contains("frozen resnet1d_wang that sees all twelve leads")
        .contains("MKD on logits at temperature 1.5, weight 1.0; CLT (INFO_NCE")
        .contains("Teacher: 473994 parameters; 1 epochs of batches of 16");
    assertThat(read.manifest().provenance())
        .containsEntry("teacher.network", "resnet1d_wang")
        .containsEntry("teacher.view", "CROP")
        .containsEntry("commit", "abc")
        .containsKeys(
            "teacher.options",
            "teacher.lessons",
            "teacher.weights.crc32",
            "teacher.validation.macroAuc",
            "teacher.test.macroAuc");
    assertThat(run.resolve("teacher/log.jsonl")).exists();

    byte[] first = Files.readAllBytes(bundle);
    Story again = new Story();
    new TrainingRun(plan, data, run, "abc").carryOut(again);
    assertThat(again.lines)
        .as("nothing is trained twice")
        .noneMatch(line -> line.startsWith("epoch"));
    assertThat(Files.readAllBytes(bundle)).isEqualTo(first);
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

  private static final class Story implements TrainingListener {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void stageStarted(String name) {
      lines.add(name);
    }

    @Override
    public void epochEnded(EpochResult result) {
      lines.add(
          "epoch "
              + result.epoch()
              + " with "
              + new java.util.TreeSet<>(result.figures().keySet()));
    }
  }
}
