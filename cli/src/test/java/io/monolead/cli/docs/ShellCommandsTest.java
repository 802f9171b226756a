// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShellCommandsTest {
  @Test
  void wordsAreWhatAShellHandsToTheCommand() {
    // Each line was given to sh -c "printf '[%s]' ..." of dash.
    assertThat(ShellCommands.of(List.of("a 'b c' \"d e\" f\\ g h'i'j")))
        .containsExactly(List.of("a", "b c", "d e", "f g", "hij"));
    assertThat(ShellCommands.of(List.of("a b#c # d")))
        .as("a comment begins a word")
        .containsExactly(List.of("a", "b#c"));
    assertThat(ShellCommands.of(List.of("a \\", "  b", "c")))
        .containsExactly(List.of("a", "b"), List.of("c"));
  }

  @Test
  void listsPipesAndRedirectionsEndACommand() {
    assertThat(ShellCommands.of(List.of("a 2>&1 | b > file c && d; e &")))
        .containsExactly(List.of("a"), List.of("b", "c"), List.of("d"), List.of("e"));
  }

  @Test
  void callsOfMonoleadAreFoundBehindAssignmentsAndOtherCommands() {
    assertThat(
            ShellCommands.monolead(
                List.of("A=1 timeout 5 ./monolead demo --seed 2 | tail", "echo monolead x")))
        .containsExactly(List.of("demo", "--seed", "2"));
  }
}
