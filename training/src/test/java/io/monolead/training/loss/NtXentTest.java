// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.loss;

import static io.monolead.training.loss.FiniteDifferences.sines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NtXentTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void closeArrays() {
    manager.close();
  }

  private static NDArray unit(NDArray rows) {
    return rows.div(rows.square().sum(new int[] {1}, true).sqrt());
  }

  private NDArray units(double frequency) {
    return unit(manager.create(sines(12, frequency, 1), new Shape(3, 4)));
  }

  private double loss(double temperature, NDArray first, NDArray second) {
    return new NtXent(temperature).evaluate(first.concat(second, 0)).getDouble();
  }

  @Test
  void isTheCrossEntropyOfFindingThePartnerAmongAllOtherViews() {
    assertThat(loss(0.2, units(0.9), units(1.7)))
        .isEqualTo(GoldenLosses.value("nt-xent"), within(1e-12));
  }

  @Test
  void isWhatPaperAndPencilGiveForTwoRecordingsAtRightAngles() {
    // Each view has its partner at 1 and two others at 0, tau 0.5: -ln(e^2 / (e^2 + 2)).
    NDArray views = manager.create(new double[] {1, 0, 0, 1}, new Shape(2, 2));

    assertThat(loss(0.5, views, views)).isEqualTo(Math.log1p(2 * Math.exp(-2)), within(1e-14));
  }

  @Test
  void isNothingForASingleRecording() {
    NDArray one = manager.create(new double[] {1, 0}, new Shape(1, 2));
    NDArray other = manager.create(new double[] {0, 1}, new Shape(1, 2));

    assertThat(loss(0.5, one, other)).isEqualTo(0, within(1e-14));
  }

  @Test
  void dependsNeitherOnTheOrderOfRecordingsNorOnWhichViewIsFirst() {
    double expected = loss(0.2, units(0.9), units(1.7));
    NDArray order = manager.create(new long[] {2, 0, 1}, new Shape(3));

    assertThat(loss(0.2, units(1.7), units(0.9))).isEqualTo(expected, within(1e-13));
    assertThat(
            loss(
                0.2,
                units(0.9).get(new NDIndex("{}", order)),
                units(1.7).get(new NDIndex("{}", order))))
        .isEqualTo(expected, within(1e-13));
    // Other partners, though the views are the same.
    double shuffled = loss(0.2, units(0.9), units(1.7).get(new NDIndex("{}", order)));
    assertThat(Math.abs(shuffled - expected)).isGreaterThan(0.01);
  }

  @Test
  void hasTheGradientOfFiniteDifferences() {
    FiniteDifferences.check(
        sines(24, 0.9, 1), new Shape(6, 4), views -> new NtXent(0.2).evaluate(unit(views)));
  }

  @Test
  void staysFiniteAndSmallInSinglePrecisionWhereEveryPartnerIsFound() {
    NDArray views = manager.create(new float[] {1, 0, -1, 0}, new Shape(2, 2));

    assertThat(new NtXent(0.01).evaluate(views.concat(views, 0)).getFloat())
        .isEqualTo(0f, within(1e-6f));
  }

  @Test
  void refusesAViewWithoutPartner() {
    assertThatThrownBy(() -> new NtXent(0.2).evaluate(manager.ones(new Shape(3, 4))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two views, but there are 3");
  }
}
