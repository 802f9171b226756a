// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.loss;

import static io.monolead.training.loss.FiniteDifferences.sines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.monolead.training.loss.MultiLabelDistillation.Form;
import io.monolead.training.loss.MultiLabelDistillation.Reduction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MultiLabelDistillationTest {
  private static final Shape SHAPE = new Shape(4, 3);

  private static double loss(
      Form form, Reduction reduction, Shape shape, double[] student, double[] teacher) {
    try (NDManager manager = NDManager.newBaseManager()) {
      return new MultiLabelDistillation(1.5, form, reduction)
          .evaluate(manager.create(student, shape), manager.create(teacher, shape))
          .getDouble();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PROBABILITY, SUM, mkd-probability-sum",
    "PROBABILITY, MEAN, mkd-probability-mean",
    "LOGIT, SUM, mkd-logit-sum",
    "LOGIT, MEAN, mkd-logit-mean"
  })
  void isTheSumOrMeanOfBernoulliDivergences(Form form, Reduction reduction, String golden) {
    assertThat(loss(form, reduction, SHAPE, sines(12, 1.3, 2), sines(12, 0.7, 3)))
        .isEqualTo(GoldenLosses.value(golden), within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"PROBABILITY", "LOGIT"})
  void meanHasTheGradientOfFiniteDifferences(Form form) {
    FiniteDifferences.check(
        sines(12, 1.3, 2),
        SHAPE,
        student ->
            new MultiLabelDistillation(1.5, form, Reduction.MEAN)
                .evaluate(student, student.getManager().create(sines(12, 0.7, 3), SHAPE)));
  }

  @Property(tries = 300)
  void isNeverNegativeAndNothingOnlyForEqualOpinions(
      @ForAll @Size(6) double @DoubleRange(min = -12, max = 12) [] student,
      @ForAll @Size(6) double @DoubleRange(min = -12, max = 12) [] teacher,
      @ForAll Form form,
      @ForAll Reduction reduction) {
    Shape shape = new Shape(2, 3);
    double value = loss(form, reduction, shape, student, teacher);

    assertThat(value).isGreaterThan(-1e-12);
    assertThat(loss(form, reduction, shape, teacher, teacher)).isEqualTo(0);
    double pinsker = 0;
    for (int i = 0; i < 6; i++) {
      double apart = likely(form, student[i]) - likely(form, teacher[i]);
      pinsker += 2 * apart * apart;
    }
    // Pinsker's inequality: the divergence is at least twice the squared distance.
    double share = reduction == Reduction.SUM ? 2 : 6;
    assertThat(value).isGreaterThanOrEqualTo(1.5 * 1.5 * pinsker / share - 1e-12);
  }

  private static double likely(Form form, double logit) {
    double argument = form == Form.LOGIT ? logit : 2 / (1 + Math.exp(-logit)) - 1;
    return 1 / (1 + Math.exp(-argument / 1.5));
  }
}
