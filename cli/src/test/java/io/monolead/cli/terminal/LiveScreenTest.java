// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveScreenTest {
  private final StringWriter written = new StringWriter();

  @Test
  void drawsOverWhatItDrewBeforeAndGivesTheCursorBack() {
    try (LiveScreen screen = new LiveScreen(terminal(80, 24))) {
      screen.draw(List.of(new Line().add("one"), new Line().add("two")));
      screen.draw(List.of(new Line().add("three")));
    }

    assertThat(written.toString())
        .isEqualTo(
            "\u001b[?25l"
                + "one\u001b[K\r\ntwo\u001b[K\r\n\u001b[J"
                + "\u001b[2A\rthree\u001b[K\r\n\u001b[J"
                + "\u001b[?25h");
  }

  @Test
  void leavesOutWhatTheTerminalHasNoRoomFor() {
    try (LiveScreen screen = new LiveScreen(terminal(3, 3))) {
      screen.draw(List.of(new Line().add("abcdef"), new Line().add("b"), new Line().add("c")));
    }

    assertThat(written.toString()).contains("ab…\u001b[K\r\nb").doesNotContain("c\u001b");
  }

  private Terminal terminal(int columns, int rows) {
    return new Terminal(new PrintWriter(written), true, false, columns, rows);
  }
}
