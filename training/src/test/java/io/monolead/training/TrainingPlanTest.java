// SPDX-License-Identifier: Apache-2.0
package io.monolead.training;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.signal.Lead;
import io.monolead.training.data.Augmentation;
import io.monolead.training.trainer.TrainingOptions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrainingPlanTest {
  private static TrainingPlan plan(Set<Integer> training, Set<Integer> validation) {
    return new TrainingPlan(
        "m",
        "1",
        "monitoring",
        List.of(Lead.I),
        "xresnet1d18",
        TrainingPlan.DEFAULT_FILTERS,
        training,
        validation,
        Set.of(9),
        new TrainingOptions(1, 8, 250, 1e-2, 0.01, 0, Augmentation.NONE, false, 1));
  }

  @Test
  void refusesAFoldThatServesTwoPurposes() {
    assertThatThrownBy(() -> plan(Set.of(1, 8), Set.of(8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Fold 8")
        .hasMessageContaining("training [1, 8], validation [8], test [9]");
  }

  @Test
  void refusesAPurposeWithoutAFold() {
    assertThatThrownBy(() -> plan(Set.of(1), Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("each need a fold");
  }

  @Test
  void refusesOptionsOutOfRangeNamingThem() {
    assertThatThrownBy(
            () -> new TrainingOptions(1, 1, 250, 1e-2, 0.01, 0, Augmentation.NONE, false, 1))
        .hasMessage("batchSize must be at least 2, not 1");
    assertThatThrownBy(
            () -> new TrainingOptions(1, 8, 250, 0, 0.01, 0, Augmentation.NONE, false, 1))
        .hasMessage("peakLearningRate must be above 0, not 0.0");
  }
}
