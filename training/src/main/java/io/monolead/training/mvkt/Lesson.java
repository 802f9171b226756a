// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.mvkt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import io.monolead.training.objective.StepValues;
import java.util.List;
import java.util.Map;

/**
 * One way in which a student learns from a teacher: a part of the loss.
 *
 * <p>The methods are those of {@link io.monolead.training.objective.Objective}, with the teacher's
 * values beside the student's.
 */
public interface Lesson {
  /** Name and options. */
  String identity();

  /** Nodes of the student whose values the lesson needs beside the logits. */
  default List<String> studentValues() {
    return List.of();
  }

  /** Nodes of the teacher whose values the lesson needs beside logits and features. */
  default List<String> teacherValues() {
    return List.of();
  }

  /**
   * Called once, before the first step.
   *
   * @param manager owns whatever lives as long as the training
   * @return blocks with initialised parameters that are trained along
   */
  default List<Block> open(NDManager manager) {
    return List.of();
  }

  /** The lesson's loss, a scalar, before its weight. */
  NDArray loss(StepValues student, TeacherValues teacher);

  /** Called after the optimiser has moved the weights. */
  default void stepTaken() {}

  /** Means of what is worth logging over the steps since the last call. */
  default Map<String, Double> takeFigures() {
    return Map.of();
  }

  /** What is kept from step to step, for a checkpoint. */
  default float[] state() {
    return new float[0];
  }

  /** Takes up what {@link #state} gave. */
  default void restore(float[] state) {
    if (state.length != 0) {
      throw new IllegalArgumentException(
          identity() + " keeps no state, but was given " + state.length + " numbers");
    }
  }
}
