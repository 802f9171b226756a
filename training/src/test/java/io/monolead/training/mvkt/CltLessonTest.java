// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.mvkt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.GradientCollector;
import io.monolead.signal.LabelSpace;
import io.monolead.signal.Lead;
import io.monolead.training.data.Batch;
import io.monolead.training.data.WindowSet;
import io.monolead.training.loss.Negatives;
import io.monolead.training.network.NetworkCatalogue;
import io.monolead.training.network.NetworkDescription;
import io.monolead.training.objective.StepValues;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CltLessonTest {
  private static final int RECORDS = 6;
  private static final int DIMENSION = 4;
  private static final int TEACHER_FEATURES = 5;
  private static final int BANK = RECORDS * DIMENSION;
  private static final int[] ROWS = {4, 1};
  private static final double TEMPERATURE = 0.5;
  private static final NetworkDescription STUDENT =
      NetworkCatalogue.describe("resnet1d_wang", 1, 1);
  private static final int STUDENT_FEATURES =
      STUDENT.shapes(100).get(STUDENT.features()).channels();

  private final NDManager manager = NDManager.newBaseManager();
  private final NDArray features = sines(2, STUDENT_FEATURES, 0.31);
  private final NDArray known = sines(2, TEACHER_FEATURES, 0.57);

  @AfterEach
  void closeArrays() {
    manager.close();
  }

  private NDArray sines(int rows, int columns, double frequency) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(frequency * (i + 1));
    }
    return manager.create(values, new Shape(rows, columns));
  }

  /** Records 0, 1 and 2 carry the label, 3, 4 and 5 do not. */
  private static WindowSet windows() {
    List<String> names = IntStream.range(0, RECORDS).mapToObj(Integer::toString).toList();
    return new WindowSet(
        new LabelSpace("t", List.of("label")),
        List.of(Lead.I),
        100,
        100,
        names,
        names,
        new float[RECORDS * 100],
        new float[] {1, 1, 1, 0, 0, 0});
  }

  private static CltLesson lesson(CltOptions.Form form, Negatives rule) {
    return new CltLesson(
        STUDENT,
        TEACHER_FEATURES,
        windows(),
        new CltOptions(form, TEMPERATURE, 1024, rule, DIMENSION, 0.5, 3));
  }

  private NDArray lossOf(CltLesson lesson) {
    return lesson.loss(
        new StepValues(
            7,
            new Batch(2, 100, new float[200], new float[] {0, 1}, ROWS, new int[2]),
            manager.zeros(new Shape(2, 1)),
            manager.zeros(new Shape(2, 1)),
            Map.of(STUDENT.features(), features),
            manager),
        new TeacherValues(manager.zeros(new Shape(2, 1)), known, Map.of()));
  }

  /** A head's unit vectors in plain arithmetic. */
  private static double[][] embedded(Block head, NDArray features) {
    float[] weight = head.getParameters().get(0).getValue().getArray().toFloatArray();
    float[] bias = head.getParameters().get(1).getValue().getArray().toFloatArray();
    float[] input = features.toFloatArray();
    int size = weight.length / DIMENSION;
    double[][] rows = new double[2][DIMENSION];
    for (int row = 0; row < 2; row++) {
      double squares = 0;
      for (int i = 0; i < DIMENSION; i++) {
        rows[row][i] = bias[i];
        for (int j = 0; j < size; j++) {
          rows[row][i] += weight[i * size + j] * input[row * size + j];
        }
        squares += rows[row][i] * rows[row][i];
      }
      for (int i = 0; i < DIMENSION; i++) {
        rows[row][i] /= Math.sqrt(squares);
      }
    }
    return rows;
  }

  private static double side(double[][] anchors, double[][] positives, float[] bank, int[][] kept) {
    double sum = 0;
    for (int b = 0; b < 2; b++) {
      double own = Math.exp(dot(anchors[b], positives[b]) / TEMPERATURE);
      double all = own;
      for (int row : kept[b]) {
        double[] candidate = new double[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
          candidate[i] = bank[row * DIMENSION + i];
        }
        all += Math.exp(dot(anchors[b], candidate) / TEMPERATURE);
      }
      sum -= Math.log(own / all);
    }
    return sum / 2;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource
  void contrastsEachSideWithTheOthersBank(Negatives rule) {
    CltLesson lesson = lesson(CltOptions.Form.INFO_NCE, rule);
    List<Block> heads = lesson.open(manager);
    float[] studentBank = Arrays.copyOfRange(lesson.state(), 0, BANK);
    float[] teacherBank = Arrays.copyOfRange(lesson.state(), BANK, 2 * BANK);
    double[][] mine = embedded(heads.get(0), features);
    double[][] theirs = embedded(heads.get(1), known);
    // Anchors are records 4, without the label, and 1, with it.
    int[][] kept =
        rule == Negatives.ANY
            ? new int[][] {{0, 1, 2, 3, 5}, {0, 2, 3, 4, 5}}
            : new int[][] {{0, 1, 2}, {3, 4, 5}};

    double expected = side(mine, theirs, teacherBank, kept) + side(theirs, mine, studentBank, kept);

    assertThat(lossOf(lesson).getFloat()).isEqualTo((float) expected, within(1e-5f));
    assertThat(lesson.takeFigures().get("mutual information bound"))
        .isEqualTo(Math.log(kept[0].length + 1) - expected / 2, within(1e-5));
    assertThat(lesson.takeFigures()).as("figures since the last call").isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void movesTheBatchsRowsOfBothBanksWhenTheStepIsTakenAndNoOther(CltOptions.Form form) {
    CltLesson lesson = lesson(form, Negatives.ANY);
    lesson.open(manager);
    float[] before = lesson.state();

    lossOf(lesson);

    assertThat(Arrays.copyOf(lesson.state(), 2 * BANK)).isEqualTo(before);
    lesson.stepTaken();
    float[] after = lesson.state();
    for (int row = 0; row < 2 * RECORDS; row++) {
      int from = row * DIMENSION;
      boolean moved = row % RECORDS == ROWS[0] || row % RECORDS == ROWS[1];
      float[] now = Arrays.copyOfRange(after, from, from + DIMENSION);
      assertThat(Arrays.equals(now, Arrays.copyOfRange(before, from, from + DIMENSION)))
          .as("row %d keeps its place", row)
          .isEqualTo(!moved);
    }
  }

  @ParameterizedTest
  @EnumSource
  void teachesStudentAndHeadsButNotTheTeacher(CltOptions.Form form) {
    CltLesson lesson = lesson(form, Negatives.ANY);
    List<Block> heads = lesson.open(manager);
    features.setRequiresGradient(true);
    known.setRequiresGradient(true);

    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(lossOf(lesson));
    }

    assertThat(known.getGradient().toFloatArray()).containsOnly(0);
    assertThat(features.getGradient().toFloatArray()).doesNotContain(0);
    for (Block head : heads) {
      NDArray weight = head.getParameters().get(0).getValue().getArray();
      assertThat(weight.getGradient().toFloatArray()).doesNotContain(0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void goesOnFromItsStateAsIfItHadNeverStopped(CltOptions.Form form) {
    CltLesson first = lesson(form, Negatives.DIFFERENT_LABELS);
    first.open(manager);
    lossOf(first);
    first.stepTaken();
    CltLesson second = lesson(form, Negatives.DIFFERENT_LABELS);
    second.open(manager);

    second.restore(first.state());

    assertThat(second.state()).isEqualTo(first.state());
    assertThat(lossOf(second).getFloat()).isEqualTo(lossOf(first).getFloat());
  }

  @Test
  void refusesAStateThatHoldsNoTwoBanks() {
    CltLesson lesson = lesson(CltOptions.Form.INFO_NCE, Negatives.ANY);

    assertThatThrownBy(() -> lesson.restore(new float[BANK]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Two banks of 24 numbers do not fit in 24");
  }
}
