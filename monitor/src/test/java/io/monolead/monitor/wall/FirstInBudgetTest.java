// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.wall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstInBudgetTest {
  @Test
  void theLongestKeptIsGivenUpFirst() {
    FirstInBudget budget = new FirstInBudget(10);
    List<String> given = new ArrayList<>();

    budget.take(4, () -> given.add("a"));
    budget.take(4, () -> given.add("b"));
    assertThat(given).isEmpty();
    budget.take(4, () -> given.add("c"));
    assertThat(given).containsExactly("a");
    budget.take(9, () -> given.add("d"));

    assertThat(given).containsExactly("a", "b", "c");
    assertThat(budget.used()).isEqualTo(9);
  }

  @Test
  void whatWasReleasedIsNotGivenUpAndItsRoomIsFree() {
    FirstInBudget budget = new FirstInBudget(10);
    List<String> given = new ArrayList<>();
    FirstInBudget.Entry first = budget.take(6, () -> given.add("a"));
    budget.take(3, () -> given.add("b"));
    budget.release(first);
    budget.release(first);

    budget.take(7, () -> given.add("c"));

    assertThat(given).isEmpty();
    assertThat(budget.used()).isEqualTo(10);
  }

  @Test
  void whatIsLargerThanAllRoomIsKeptAlone() {
    FirstInBudget budget = new FirstInBudget(10);
    budget.take(50, () -> {});

    assertThat(budget.used()).isEqualTo(50);
  }
}
