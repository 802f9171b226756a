// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.signal.Lead;
import io.monolead.training.data.Augmentation;
import io.monolead.training.export.Precision;
import io.monolead.training.loss.MultiLabelDistillation.Form;
import io.monolead.training.mvkt.TeacherView;
import io.monolead.training.trainer.EvaluationView;
import io.monolead.training.trainer.Schedule;
import io.monolead.training.trainer.TrainingOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunSpecTest {
  private static final Set<Integer> FOLDS = Set.of(1, 2, 3, 4, 5, 6, 7, 8, 9);

  static Setting setting(List<Long> seeds) {
    return new Setting(
        "ptb-xl",
        "superdiagnostic",
        FOLDS,
        FoldPair.of(FOLDS),
        seeds,
        Lead.I,
        new TrainingOptions(
            20,
            32,
            250,
            Schedule.ONE_CYCLE,
            0.01,
            0.01,
            0,
            Augmentation.NONE,
            0,
            EvaluationView.CROPS,
            Precision.FLOAT32,
            false,
            1),
        new Setting.Lessons(1, Form.LOGIT, 0.1, TeacherView.CROP, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "table1", "table2", "table3", "table4", "table5", "figure3", "figure4", "figure5", "steps"
      })
  void everyRunOfEveryExperimentSurvivesItsFile(String name) throws Exception {
    Experiment experiment = Experiments.named(name, setting(List.of(1L, 2L)), Setting.BACKBONES);

    assertThat(experiment.runs()).isNotEmpty();
    for (RunSpec run : experiment.runs()) {
      RunSpec again = RunSpec.parse(run.toJson());
      assertThat(again).isEqualTo(run);
      assertThat(again.id()).isEqualTo(run.id());
    }
  }

  @Test
  void runsThatDifferInAnythingHaveDifferentNames() {
    Setting setting = setting(List.of(1L, 2L));
    Set<String> ids = new HashSet<>();
    List<RunSpec> runs =
        List.of(
            setting.teacher("resnet1d_wang", 0),
            setting.teacher("resnet1d_wang", 1),
            setting.baseline("resnet1d_wang", 0),
            setting.withLead(Lead.II).baseline("resnet1d_wang", 0),
            setting.student("resnet1d_wang", 0),
            setting.control("resnet1d_wang", 0),
            setting.student("resnet1d_wang", "xresnet1d101", 0, setting.lessons().all(), false),
            setting
                .withLessons(new Setting.Lessons(1, Form.LOGIT, 0.2, TeacherView.CROP, 0))
                .student("resnet1d_wang", 0));
    runs.forEach(run -> ids.add(run.id()));

    assertThat(ids).hasSize(runs.size());
  }

  @Test
  void experimentsShareTheRunsTheyHaveInCommon() {
    Setting setting = setting(List.of(1L));
    List<String> one = List.of("resnet1d_wang");
    Set<String> table2 = new HashSet<>();
    Experiments.named("table2", setting, one).runs().forEach(run -> table2.add(run.id()));

    assertThat(Experiments.named("figure4", setting, one).runs())
        .extracting(RunSpec::id)
        .isSubsetOf(table2);
  }

  @Test
  void aStudentNeedsItsTeacherAndACrossFittedOneAllOfThem() {
    Setting setting = setting(List.of(1L));
    Setting crossFitted =
        setting.withLessons(new Setting.Lessons(1, Form.LOGIT, 0, TeacherView.RECORD, 3));

    assertThat(setting.student("resnet1d_wang", 0).needs())
        .containsExactly(setting.teacher("resnet1d_wang", 0));
    List<RunSpec> teachers = crossFitted.student("resnet1d_wang", 0).needs();
    assertThat(teachers).hasSize(3);
    for (int fold : crossFitted.split(0).training()) {
      assertThat(teachers)
          .as("somebody did not learn from fold %d", fold)
          .anyMatch(teacher -> !teacher.folds().training().contains(fold));
    }
    assertThat(teachers)
        .noneMatch(teacher -> teacher.folds().training().contains(8))
        .noneMatch(teacher -> teacher.folds().training().contains(9));
  }

  @Test
  void seedsSetDifferentFoldsAside() {
    assertThat(FoldPair.of(FOLDS)).first().isEqualTo(new FoldPair(8, 9));
    assertThat(FoldPair.of(FOLDS)).extracting(FoldPair::test).doesNotHaveDuplicates();
    assertThat(FoldPair.parse("8:9")).isEqualTo(new FoldPair(8, 9));
    assertThatThrownBy(() -> FoldPair.parse("8-9"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("8:9");
    assertThatThrownBy(() -> new FoldSplit(Set.of(1, 2), 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one purpose");
  }

  @Test
  void thePapersFiguresAreFoundWhereTheTablesLook() {
    PaperFigures paper = PaperFigures.read();

    assertThat(
            paper.percent(
                "table2", "superdiagnostic", "xresnet1d101", SystemRuns.Role.STUDENT, "AUC"))
        .hasValue(84.0);
    assertThat(paper.percent("table1", "icbeb2018", "KD+AT", SystemRuns.Role.STUDENT, "F1"))
        .hasValue(71.4);
    assertThat(paper.percent("table2", "form", "xresnet1d101", SystemRuns.Role.STUDENT, "AUC"))
        .isEmpty();
  }
}
