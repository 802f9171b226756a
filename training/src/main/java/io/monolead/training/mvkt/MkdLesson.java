// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.mvkt;

import ai.djl.ndarray.NDArray;
import io.monolead.training.loss.MultiLabelDistillation;
import io.monolead.training.objective.StepValues;

/** What the teacher says of each label: {@link MultiLabelDistillation}. */
public final class MkdLesson implements Lesson {
  private final MultiLabelDistillation loss;
  private final String identity;

  /**
   * A lesson.
   *
   * @param temperature of the two-way distributions, above 0
   * @param form on probabilities, as in the paper, or on logits
   */
  public MkdLesson(double temperature, MultiLabelDistillation.Form form) {
    loss = new MultiLabelDistillation(temperature, form);
    identity = "mkd on " + form + " at " + temperature;
  }

  @Override
  public String identity() {
    return identity;
  }

  @Override
  public NDArray loss(StepValues student, TeacherValues teacher) {
    return loss.evaluate(student.logits(), teacher.logits());
  }
}
