// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class OptimiserTest {
  @Test
  void movesWeightsAsTheEquationsSayWithAChangingBeta1() {
    float[] weights = {1f, -2f, 0.5f};
    AdamW optimiser = new AdamW(3, 0.01);

    // Expected values: the equations of the class's Javadoc in double precision, by NumPy.
    optimiser.step(weights, new float[] {0.1f, -0.2f, 0f}, 0.01, 0.95);
    assertClose(weights, 0.989900001, -1.989800001, 0.499950000);
    optimiser.step(weights, new float[] {0.3f, 0.1f, -0.4f}, 0.02, 0.9);
    assertClose(weights, 0.973493654, -1.990068789, 0.514699205);
    optimiser.step(weights, new float[] {-0.2f, 0.5f, 0.1f}, 0.005, 0.85);
    assertClose(weights, 0.973485424, -1.993066372, 0.515707401);
  }

  private static void assertClose(float[] weights, double... expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) weights[i]).isEqualTo(expected[i], within(1e-6));
    }
  }

  @Test
  void refusesAGradientOfAnotherLength() {
    assertThatThrownBy(() -> new AdamW(3, 0).step(new float[3], new float[2], 0.1, 0.9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 weights");
  }

  @Test
  void followsTheOneCycleFormula() {
    OneCycle schedule = new OneCycle(6800, 1e-2);
    double[][] expected = {
      // step, learning rate, beta1; the published formula in Python
      {0, 0.0003999999999999993, 0.95},
      {1, 0.00040000569181225347, 0.9499999407102889},
      {1020, 0.0052, 0.9},
      {2039, 0.009999994308187744, 0.850000059289711},
      {2040, 0.01, 0.85},
      {4000, 0.006368329477100614, 0.8863168504963959},
      {6799, 4.108899051163569e-08, 0.9499999891100512},
    };

    for (double[] row : expected) {
      assertThat(schedule.learningRate((long) row[0])).isEqualTo(row[1], within(1e-14));
      assertThat(schedule.beta1((long) row[0])).isEqualTo(row[2], within(1e-14));
    }
  }

  @Test
  void hasAScheduleEvenForASingleStep() {
    assertThat(new OneCycle(1, 0.5).learningRate(0)).isEqualTo(0.5);
  }
}
