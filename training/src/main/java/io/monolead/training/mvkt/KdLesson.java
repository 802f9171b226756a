// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.mvkt;

import ai.djl.ndarray.NDArray;
import io.monolead.training.loss.KnowledgeDistillation;
import io.monolead.training.objective.StepValues;

/** How the teacher spreads itself over the labels: {@link KnowledgeDistillation}. */
public final class KdLesson implements Lesson {
  private final KnowledgeDistillation loss;
  private final String identity;

  /**
   * A lesson.
   *
   * @param temperature of the softmax, above 0
   */
  public KdLesson(double temperature) {
    loss = new KnowledgeDistillation(temperature);
    identity = "kd at " + temperature;
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
