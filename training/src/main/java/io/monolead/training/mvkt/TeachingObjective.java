// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.mvkt;

import io.monolead.training.network.NetworkDescription;
import java.util.ArrayList;
import java.util.List;

/** Makes the objective that lessons as data describe. */
public final class TeachingObjective {
  private TeachingObjective() {}

  /**
   * An objective for one training.
   *
   * @param taught what is taught, with which weights
   * @param student the network that learns
   * @param teacher who teaches it
   * @param cropSamples length of the stretches that the student sees
   * @param seed of whatever a lesson draws
   */
  public static Distillation of(
      List<LessonSpec> taught,
      NetworkDescription student,
      Teacher teacher,
      int cropSamples,
      long seed) {
    List<Distillation.WeightedLesson> lessons = new ArrayList<>();
    for (LessonSpec lesson : taught) {
      lessons.add(
          new Distillation.WeightedLesson(
              lesson.weight(), lesson(lesson, student, teacher, cropSamples, seed)));
    }
    return new Distillation(teacher, lessons);
  }

  private static Lesson lesson(
      LessonSpec lesson, NetworkDescription student, Teacher teacher, int cropSamples, long seed) {
    if (lesson instanceof LessonSpec.Mkd mkd) {
      return new MkdLesson(mkd.temperature(), mkd.form());
    }
    if (lesson instanceof LessonSpec.Kd kd) {
      return new KdLesson(kd.temperature());
    }
    if (lesson instanceof LessonSpec.FitNet) {
      return new HintLesson(student, teacher.network(), cropSamples, seed);
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
