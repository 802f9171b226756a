// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.loss;

import static io.monolead.training.loss.FiniteDifferences.sines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.monolead.training.network.FeatureShape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FitNetHintTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void closeArrays() {
    manager.close();
  }

  /** A hint in double precision whose convolution holds sines. */
  private FitNetHint hint(int student, int teacher) {
    FitNetHint hint =
        new FitNetHint(
            FeatureShape.signal(3, student),
            FeatureShape.signal(5, teacher),
            1,
            DataType.FLOAT64,
            manager);
    for (Parameter parameter : hint.block().getParameters().values()) {
      int size = Math.toIntExact(parameter.getArray().size());
      if (parameter.getType() == Parameter.Type.WEIGHT) {
        parameter.getArray().set(sines(size, 0.61, 1));
      } else if (parameter.getType() == Parameter.Type.BIAS) {
        parameter.getArray().set(sines(size, 0.83, 1));
      }
    }
    return hint;
  }

  @ParameterizedTest
  @CsvSource({"8, 4", "4, 8", "8, 8", "10, 7"})
  void regressesAsConvolutionBatchNormAndReluDo(int student, int teacher) {
    NDArray loss =
        hint(student, teacher)
            .evaluate(
                manager.create(sines(6 * student, 0.37, 1), new Shape(2, 3, student)),
                manager.create(sines(10 * teacher, 0.53, 1), new Shape(2, 5, teacher)));

    // The engine takes batch norm's epsilon as a float, which shows in the twelfth digit.
    assertThat(loss.getDouble())
        .isEqualTo(GoldenLosses.value("hint-" + student + "-" + teacher), within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"8, 4", "4, 8", "8, 8", "10, 7"})
  void hasTheGradientOfFiniteDifferences(int student, int teacher) {
    FitNetHint hint = hint(student, teacher);
    FiniteDifferences.check(
        sines(6 * student, 0.37, 1),
        new Shape(2, 3, student),
        signals ->
            hint.evaluate(
                signals,
                signals
                    .getManager()
                    .create(sines(10 * teacher, 0.53, 1), new Shape(2, 5, teacher))));
  }
}
