// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
  private static final Set<FaultKind> ALL = EnumSet.allOf(FaultKind.class);

  @Test
  void aSeedGivesOnePlan() {
    assertThat(FaultPlan.draw(7, 100, ALL)).isEqualTo(FaultPlan.draw(7, 100, ALL));
    assertThat(FaultPlan.draw(7, 100, ALL)).isNotEqualTo(FaultPlan.draw(8, 100, ALL));
  }

  @Test
  void theOrderOfTheKindsDoesNotMatter() {
    assertThat(FaultPlan.draw(7, 20, List.of(FaultKind.KILL_BROKER, FaultKind.CUT_BROKER)))
        .isEqualTo(FaultPlan.draw(7, 20, List.of(FaultKind.CUT_BROKER, FaultKind.KILL_BROKER)));
  }

  @Test
  void everyKindComesEquallyOften() {
    Map<FaultKind, Long> counts =
        FaultPlan.draw(1, 100, ALL).stream()
            .map(Fault::kind)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

    assertThat(counts).hasSize(10).allSatisfy((kind, times) -> assertThat(times).isEqualTo(10));
  }

  @Test
  void faultsLastAsLongAsTheirDeedSays() {
    assertThat(FaultPlan.draw(3, 200, ALL))
        .allSatisfy(
            fault ->
                assertThat(fault.durationMillis())
                    .isBetween(
                        fault.kind().deed().leastMillis(), fault.kind().deed().mostMillis()));
  }

  @Test
  void thereIsNothingToRecoverFromBeforeTheFirst() {
    for (int seed = 0; seed < 50; seed++) {
      assertThat(FaultPlan.draw(seed, 1, ALL).get(0).duringRecovery()).isFalse();
    }
    assertThat(FaultPlan.draw(1, 400, ALL).stream().filter(Fault::duringRecovery).count())
        .isBetween(60L, 140L);
  }

  @Test
  void kindsAreFoundByTheirLabels() {
    assertThat(FaultKind.parse("cut-task-manager")).isEqualTo(FaultKind.CUT_TASK_MANAGER);
    assertThatThrownBy(() -> FaultKind.parse("earthquake"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("earthquake")
        .hasMessageContaining("fill-disk");
  }
}
