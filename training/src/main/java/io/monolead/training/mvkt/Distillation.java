// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.mvkt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import io.monolead.training.loss.BinaryCrossEntropy;
import io.monolead.training.loss.Constant;
import io.monolead.training.objective.Objective;
import io.monolead.training.objective.StepValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a student minimises: binary cross-entropy against the labels plus weighted lessons from a
 * frozen teacher. With the lessons MKD and CLT this is MVKT-ECG's eq. 6.
 */
public final class Distillation implements Objective {
  private final Teacher teacher;
  private final List<WeightedLesson> lessons;
  private final BinaryCrossEntropy labels = new BinaryCrossEntropy();
  private final Map<String, Double> sums = new TreeMap<>();
  private int steps;

  /**
   * One part of the loss.
   *
   * @param weight its factor, at least 0
   * @param lesson the part
   */
  public record WeightedLesson(double weight, Lesson lesson) {
    public WeightedLesson {
      if (!(weight >= 0)) {
        throw new IllegalArgumentException(
            "The weight of " + lesson.identity() + " must be at least 0, not " + weight);
      }
    }
  }

  /**
   * An objective for one training.
   *
   * @param teacher who teaches; this objective opens it
   * @param lessons what is taught
   */
  public Distillation(Teacher teacher, List<WeightedLesson> lessons) {
    this.teacher = teacher;
    this.lessons = List.copyOf(lessons);
  }

  @Override
  public String identity() {
    return lessons.stream()
        .map(part -> part.weight() + " x " + part.lesson().identity())
        .collect(Collectors.joining(" + ", "labels + ", " taught by " + teacher.identity()));
  }

  @Override
  public List<String> values() {
    return lessons.stream()
        .flatMap(part -> part.lesson().studentValues().stream())
        .distinct()
        .toList();
  }

  @Override
  public List<Block> open(NDManager manager) {
    teacher.open(
        manager,
        lessons.stream()
            .flatMap(part -> part.lesson().teacherValues().stream())
            .distinct()
            .toList());
    List<Block> heads = new ArrayList<>();
    lessons.forEach(part -> heads.addAll(part.lesson().open(manager)));
    return heads;
  }

  @Override
  public NDArray loss(StepValues step) {
    TeacherValues known = teacher.values(step);
    NDArray total = labels.evaluate(new NDList(step.targets()), new NDList(step.logits()));
    log("loss labels", total);
    for (WeightedLesson part : lessons) {
      NDArray loss = part.lesson().loss(step, known);
      log("loss " + part.lesson().identity().split(" ", 2)[0], loss);
      total = total.add(loss.mul(Constant.of(part.weight(), loss)));
    }
    steps++;
    return total;
  }

  private void log(String name, NDArray value) {
    sums.merge(name, (double) value.getFloat(), Double::sum);
  }

  @Override
  public void stepTaken() {
    lessons.forEach(part -> part.lesson().stepTaken());
  }

  @Override
  public Map<String, Double> takeFigures() {
    Map<String, Double> figures = new TreeMap<>();
    sums.forEach((name, sum) -> figures.put(name, sum / steps));
    lessons.forEach(part -> figures.putAll(part.lesson().takeFigures()));
    sums.clear();
    steps = 0;
    return figures;
  }

  /** The lessons' states, each after its length. */
  @Override
  public float[] state() {
    List<float[]> states = lessons.stream().map(part -> part.lesson().state()).toList();
    float[] all = new float[states.stream().mapToInt(state -> 1 + state.length).sum()];
    int at = 0;
    for (float[] state : states) {
      // As bits: a float counts exactly only up to 2^24.
      all[at] = Float.intBitsToFloat(state.length);
      System.arraycopy(state, 0, all, at + 1, state.length);
      at += 1 + state.length;
    }
    return all;
  }

  @Override
  public void restore(float[] all) {
    int at = 0;
    for (WeightedLesson part : lessons) {
      int length = at < all.length ? Float.floatToRawIntBits(all[at]) : -1;
      if (length < 0 || at + 1 + length > all.length) {
        throw new IllegalArgumentException(
            "The state of " + part.lesson().identity() + " is missing or cut off");
      }
      part.lesson().restore(Arrays.copyOfRange(all, at + 1, at + 1 + length));
      at += 1 + length;
    }
  }
}
