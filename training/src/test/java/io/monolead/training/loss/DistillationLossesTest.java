// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.loss;

import static io.monolead.training.loss.FiniteDifferences.sines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.monolead.training.loss.MultiLabelDistillation.Form;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Golden values are of PyTorch's own functions (kl_divergence of Bernoulli distributions,
 * KLDivLoss, adaptive_avg_pool1d, normalize) in double precision, on the sines that the tests make.
 */
class DistillationLossesTest {
  private static final Shape SHAPE = new Shape(4, 3);
  private static final double[] STUDENT = sines(12, 1.3, 2);
  private static final double[] TEACHER = sines(12, 0.7, 3);

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void closeArrays() {
    manager.close();
  }

  private NDArray array(double[] values) {
    return manager.create(values, SHAPE);
  }

  @Test
  void mkdOnProbabilitiesIsEquationsFourAndFive() {
    NDArray loss =
        new MultiLabelDistillation(1.5, Form.PROBABILITY).evaluate(array(STUDENT), array(TEACHER));

    assertThat(loss.getDouble())
        .isEqualTo(GoldenLosses.value("mkd-probability-sum"), within(1e-12));
  }

  @Test
  void mkdOnLogitsIsTheSameDivergenceOfTemperedSigmoids() {
    NDArray loss =
        new MultiLabelDistillation(1.5, Form.LOGIT).evaluate(array(STUDENT), array(TEACHER));

    assertThat(loss.getDouble()).isEqualTo(GoldenLosses.value("mkd-logit-sum"), within(1e-12));
  }

  @Test
  void mkdOfOneLabelIsWhatPaperAndPencilGive() {
    // Temperature 1, logits 0 (q = 1/2) and ln 3 (q = 3/4) of the teacher:
    // 3/4 ln(3/4 / 1/2) + 1/4 ln(1/4 / 1/2) = 3/4 ln 1.5 - 1/4 ln 2.
    NDArray student = manager.create(new double[] {0}, new Shape(1, 1));
    NDArray teacher = manager.create(new double[] {Math.log(3)}, new Shape(1, 1));

    double loss = new MultiLabelDistillation(1, Form.LOGIT).evaluate(student, teacher).getDouble();

    assertThat(loss).isEqualTo(0.75 * Math.log(1.5) - 0.25 * Math.log(2), within(1e-12));
  }

  @ParameterizedTest
  @EnumSource
  void mkdIsNothingForTheTeacherItselfAndPositiveForAnybodyElse(Form form) {
    MultiLabelDistillation loss = new MultiLabelDistillation(1.5, form);
    SplittableRandom random = new SplittableRandom(3);

    assertThat(loss.evaluate(array(TEACHER), array(TEACHER)).getDouble())
        .isEqualTo(0, within(1e-15));
    for (int i = 0; i < 100; i++) {
      double[] other = TEACHER.clone();
      other[random.nextInt(12)] += random.nextDouble(-1, 1);
      assertThat(loss.evaluate(array(other), array(TEACHER)).getDouble()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource
  void mkdStaysFiniteHoweverSureStudentAndTeacherAre(Form form) {
    float[] sure = {1e4f, -1e4f, 88, -88, 0, 1e4f, -1e4f, 3, 1e30f, -1e30f, 20, -20};
    float[] opposite = new float[12];
    for (int i = 0; i < 12; i++) {
      opposite[i] = -sure[i];
    }

    NDArray loss =
        new MultiLabelDistillation(1.5, form)
            .evaluate(manager.create(sure, SHAPE), manager.create(opposite, SHAPE));

    assertThat(loss.getFloat()).isFinite().isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void mkdHasTheGradientOfFiniteDifferences(Form form) {
    FiniteDifferences.check(
        STUDENT,
        SHAPE,
        student ->
            new MultiLabelDistillation(1.5, form)
                .evaluate(student, student.getManager().create(TEACHER, SHAPE)));
  }

  @Test
  void noGradientReachesTheTeacher() {
    NDArray teacher = array(TEACHER).toType(DataType.FLOAT32, true);
    teacher.setRequiresGradient(true);
    NDArray student = array(STUDENT).toType(DataType.FLOAT32, true);
    student.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      collector.backward(
          new MultiLabelDistillation(1.5, Form.LOGIT)
              .evaluate(student, teacher)
              .add(new KnowledgeDistillation(4).evaluate(student, teacher)));
    }

    assertThat(teacher.getGradient().toFloatArray()).containsOnly(0);
    assertThat(student.getGradient().toFloatArray()).doesNotContain(0);
  }

  @Test
  void kdIsHintonsDivergenceOfTemperedSoftmaxes() {
    NDArray loss = new KnowledgeDistillation(4).evaluate(array(STUDENT), array(TEACHER));

    assertThat(loss.getDouble()).isEqualTo(GoldenLosses.value("kd"), within(1e-12));
  }

  @Test
  void kdHasTheGradientOfFiniteDifferences() {
    FiniteDifferences.check(
        STUDENT,
        SHAPE,
        student ->
            new KnowledgeDistillation(4)
                .evaluate(student, student.getManager().create(TEACHER, SHAPE)));
  }

  @Test
  void attentionComparesWhereStagesAreActiveAtTheShorterLength() {
    NDArray student = manager.create(sines(48, 0.37, 1), new Shape(2, 3, 8));
    NDArray teacher = manager.create(sines(40, 0.53, 1), new Shape(2, 5, 4));

    NDArray loss = new AttentionTransfer().evaluate(List.of(student), List.of(teacher));

    assertThat(loss.getDouble()).isEqualTo(GoldenLosses.value("attention"), within(1e-12));
  }

  @Test
  void attentionIsTheSameWhereverItIsAsStrongInAnotherMeasure() {
    NDArray map = manager.create(sines(48, 0.37, 1), new Shape(2, 3, 8));

    assertThat(
            new AttentionTransfer()
                .evaluate(List.of(map, map), List.of(map.mul(7), map))
                .getDouble())
        .isEqualTo(0, within(1e-15));
  }

  @Test
  void attentionHasTheGradientOfFiniteDifferences() {
    FiniteDifferences.check(
        sines(48, 0.37, 1),
        new Shape(2, 3, 8),
        student ->
            new AttentionTransfer()
                .evaluate(
                    List.of(student),
                    List.of(student.getManager().create(sines(40, 0.53, 1), new Shape(2, 5, 4)))));
  }

  @Test
  void aHintRegressesStagesOfEveryLengthThatFitNetsKnow() {
    for (int[] lengths : new int[][] {{8, 4}, {4, 8}, {8, 8}, {10, 7}}) {
      FitNetHint hint =
          new FitNetHint(
              io.monolead.training.network.FeatureShape.signal(3, lengths[0]),
              io.monolead.training.network.FeatureShape.signal(5, lengths[1]),
              1,
              manager);
      NDArray student = manager.ones(new Shape(2, 3, lengths[0]));
      NDArray teacher = manager.zeros(new Shape(2, 5, lengths[1]), DataType.FLOAT32);

      assertThat(hint.evaluate(student, teacher).getFloat())
          .as("from %d to %d samples", lengths[0], lengths[1])
          .isFinite()
          .isNotNegative();
    }
  }

  @Test
  void aHintOfLengthsWithoutRegressorIsRefusedByName() {
    assertThatThrownBy(
            () ->
                new FitNetHint(
                    io.monolead.training.network.FeatureShape.signal(3, 4),
                    io.monolead.training.network.FeatureShape.signal(5, 9),
                    1,
                    manager))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3x4")
        .hasMessageContaining("5x9");
  }
}
