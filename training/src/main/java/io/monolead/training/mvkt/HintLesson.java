// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.mvkt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import io.monolead.training.loss.FitNetHint;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.objective.StepValues;
import java.util.List;

/** What the teacher's middle stage sees: {@link FitNetHint}. */
public final class HintLesson implements Lesson {
  private final NetworkDescription student;
  private final NetworkDescription teacher;
  private final int samples;
  private final long seed;
  private final String studentStage;
  private final String teacherStage;
  private FitNetHint hint;

  /**
   * A lesson about the middle stages.
   *
   * @param student the network that learns
   * @param teacher the network that teaches
   * @param samples length of their inputs
   * @param seed seed of the regressor's first weights
   */
  public HintLesson(
      NetworkDescription student, NetworkDescription teacher, int samples, long seed) {
    this.student = student;
    this.teacher = teacher;
    this.samples = samples;
    this.seed = seed;
    studentStage = middle(student);
    teacherStage = middle(teacher);
  }

  private static String middle(NetworkDescription network) {
    List<String> stages = network.stageOutputs();
    return stages.get(stages.size() / 2);
  }

  @Override
  public String identity() {
    return "hint of " + teacherStage + " to " + studentStage;
  }

  @Override
  public List<String> studentValues() {
    return List.of(studentStage);
  }

  @Override
  public List<String> teacherValues() {
    return List.of(teacherStage);
  }

  @Override
  public List<Block> open(NDManager manager) {
    hint =
        new FitNetHint(
            student.shapes(samples).get(studentStage),
            teacher.shapes(samples).get(teacherStage),
            seed,
            manager);
    return List.of(hint.block());
  }

  @Override
  public NDArray loss(StepValues step, TeacherValues known) {
    return hint.evaluate(step.values().get(studentStage), known.values().get(teacherStage));
  }
}
