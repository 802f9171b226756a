// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.mvkt;

import ai.djl.ndarray.NDArray;
import io.monolead.training.loss.AttentionTransfer;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.objective.StepValues;
import java.util.List;

/** Where in time the teacher's stages are active: {@link AttentionTransfer}. */
public final class AttentionLesson implements Lesson {
  private final AttentionTransfer loss = new AttentionTransfer();
  private final List<String> studentStages;
  private final List<String> teacherStages;

  /**
   * A lesson about all stages but the first; if one network has more stages than the other, about
   * its last ones.
   */
  public AttentionLesson(NetworkDescription student, NetworkDescription teacher) {
    List<String> mine = student.stageOutputs();
    List<String> known = teacher.stageOutputs();
    int pairs = Math.min(mine.size(), known.size()) - 1;
    if (pairs < 1) {
      throw new IllegalArgumentException(
          student.name() + " and " + teacher.name() + " have no stages to pair");
    }
    studentStages = List.copyOf(mine.subList(mine.size() - pairs, mine.size()));
    teacherStages = List.copyOf(known.subList(known.size() - pairs, known.size()));
  }

  @Override
  public String identity() {
    return "attention of " + studentStages + " to " + teacherStages;
  }

  @Override
  public List<String> studentValues() {
    return studentStages;
  }

  @Override
  public List<String> teacherValues() {
    return teacherStages;
  }

  @Override
  public NDArray loss(StepValues student, TeacherValues teacher) {
    return loss.evaluate(
        studentStages.stream().map(student.values()::get).toList(),
        teacherStages.stream().map(teacher.values()::get).toList());
  }
}
