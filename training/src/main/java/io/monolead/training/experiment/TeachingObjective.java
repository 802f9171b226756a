// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import io.monolead.training.data.WindowSet;
import io.monolead.training.mvkt.AttentionLesson;
import io.monolead.training.mvkt.CltLesson;
import io.monolead.training.mvkt.CltOptions;
import io.monolead.training.mvkt.Distillation;
import io.monolead.training.mvkt.HintLesson;
import io.monolead.training.mvkt.KdLesson;
import io.monolead.training.mvkt.Lesson;
import io.monolead.training.mvkt.MkdLesson;
import io.monolead.training.mvkt.Teacher;
import io.monolead.training.network.NetworkDescription;
import java.util.ArrayList;
import java.util.List;

/** Makes the objective that a specification of lessons describes. */
final class TeachingObjective {
  private TeachingObjective() {}

  /**
   * An objective for one run.
   *
   * @param spec the run
   * @param teaching what it is taught
   * @param student its network
   * @param members the teacher's networks
   * @param seen the run's training recordings with the leads that the teacher sees
   */
  static Distillation of(
      RunSpec spec,
      ObjectiveSpec.Teaching teaching,
      NetworkDescription student,
      List<Teacher.Member> members,
      WindowSet seen) {
    WindowSet shown = teaching.shuffled() ? seen.withShuffledSignals(spec.options().seed()) : seen;
    Teacher teacher =
        new Teacher(
            members,
            shown,
            teaching.view(),
            spec.options().cropSamples(),
            spec.options().precision());
    List<Distillation.WeightedLesson> lessons = new ArrayList<>();
    for (LessonSpec lesson : teaching.lessons()) {
      lessons.add(
          new Distillation.WeightedLesson(lesson.weight(), lesson(lesson, spec, student, teacher)));
    }
    return new Distillation(teacher, lessons);
  }

  private static Lesson lesson(
      LessonSpec lesson, RunSpec spec, NetworkDescription student, Teacher teacher) {
    long seed = spec.options().seed();
    if (lesson instanceof LessonSpec.Mkd mkd) {
      return new MkdLesson(mkd.temperature(), mkd.form());
    }
    if (lesson instanceof LessonSpec.Kd kd) {
      return new KdLesson(kd.temperature());
    }
    if (lesson instanceof LessonSpec.FitNet) {
      return new HintLesson(student, teacher.network(), spec.options().cropSamples(), seed);
    }
    if (lesson instanceof LessonSpec.Attention) {
      return new AttentionLesson(student, teacher.network());
    }
    LessonSpec.Clt clt = (LessonSpec.Clt) lesson;
    return new CltLesson(
        student,
        teacher.features(),
        teacher.windows(),
        new CltOptions(
            clt.form(),
            clt.temperature(),
            clt.negatives(),
            clt.rule(),
            clt.dimension(),
            clt.momentum(),
            seed));
  }
}
