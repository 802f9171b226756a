// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InfoNceTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void closeArrays() {
    manager.close();
  }

  private static NDArray units(NDManager owner, int count, double frequency) {
    NDArray rows =
        owner.create(FiniteDifferences.sines(4 * count, frequency, 1), new Shape(count, 4));
    return rows.div(rows.square().sum(new int[] {1}, true).sqrt());
  }

  @Test
  void isTheLogarithmOfAllCandidatesWhereNothingTellsThemApart() {
    // The positive and seven negatives look the same: the bound log 8 - loss is nothing.
    NDArray same = manager.ones(new Shape(3, 1), DataType.FLOAT64);
    NDArray counts = manager.ones(new Shape(3, 7), DataType.FLOAT64);

    double loss =
        new InfoNce(0.07)
            .evaluate(same, same, manager.ones(new Shape(7, 1), DataType.FLOAT64), counts)
            .getDouble();

    assertThat(loss).isEqualTo(Math.log(8), within(1e-12));
  }

  @Property(tries = 100)
  void boundsMutualInformationByTheLogarithmOfTheCandidates(
      @ForAll @DoubleRange(min = 0.1, max = 3) double one,
      @ForAll @DoubleRange(min = 0.1, max = 3) double other,
      @ForAll @DoubleRange(min = 0.02, max = 2) double temperature) {
    try (NDManager owner = NDManager.newBaseManager()) {
      double loss =
          new InfoNce(temperature)
              .evaluate(
                  units(owner, 3, one),
                  units(owner, 3, other),
                  units(owner, 9, one + other),
                  owner.ones(new Shape(3, 9), DataType.FLOAT64))
              .getDouble();

      assertThat(loss).isGreaterThanOrEqualTo(0);
      // No two unit vectors are further apart than the temperature allows.
      assertThat(loss).isLessThanOrEqualTo(Math.log(10) + 2 / temperature);
    }
  }

  @Test
  void isTheSameWithOrWithoutACandidateThatIsLeftOut() {
    double[] lastLeftOut = {1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0};
    NDArray anchors = units(manager, 3, 0.9);
    NDArray positives = units(manager, 3, 1.7);
    NDArray candidates = units(manager, 5, 2.3);
    InfoNce loss = new InfoNce(0.07);

    double with =
        loss.evaluate(anchors, positives, candidates, manager.create(lastLeftOut, new Shape(3, 5)))
            .getDouble();
    double without =
        loss.evaluate(
                anchors,
                positives,
                candidates.get("0:4"),
                manager.ones(new Shape(3, 4), DataType.FLOAT64))
            .getDouble();

    assertThat(with).isEqualTo(without, within(1e-14));
  }

  @Test
  void staysFiniteInSinglePrecisionAtTheSmallestTemperatureInUse() {
    NDArray anchor = manager.create(new float[] {1, 0}, new Shape(1, 2));
    NDArray opposite = manager.create(new float[] {-1, 0}, new Shape(1, 2));
    NDArray counts = manager.ones(new Shape(1, 1));

    assertThat(new InfoNce(0.01).evaluate(anchor, opposite, anchor, counts).getFloat())
        .isEqualTo(200f, within(1e-3f));
    assertThat(new InfoNce(0.01).evaluate(anchor, anchor, opposite, counts).getFloat())
        .isEqualTo(0f, within(1e-6f));
  }
}
