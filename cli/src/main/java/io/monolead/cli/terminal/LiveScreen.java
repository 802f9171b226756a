// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.terminal;

import java.util.List;

/**
 * Lines at the end of the terminal that are drawn again in place; what was drawn last stays when
 * the screen is closed. For one thread.
 */
public final class LiveScreen implements AutoCloseable {
  private static final String HIDE_CURSOR = "\u001b[?25l";
  private static final String SHOW_CURSOR = "\u001b[?25h";
  private static final String CLEAR_TO_END_OF_LINE = "\u001b[K";
  private static final String CLEAR_TO_END_OF_SCREEN = "\u001b[J";

  private final Terminal terminal;
  private int drawn;

  public LiveScreen(Terminal terminal) {
    this.terminal = terminal;
    terminal.raw(HIDE_CURSOR);
  }

  /** Draws the lines over those drawn before. Lines beyond the terminal's height are left out. */
  public void draw(List<Line> lines) {
    StringBuilder text = new StringBuilder();
    if (drawn > 0) {
      text.append("\u001b[").append(drawn).append("A\r");
    }
    int shown = Math.min(lines.size(), Math.max(1, terminal.rows() - 1));
    for (Line line : lines.subList(0, shown)) {
      text.append(terminal.fitted(line)).append(CLEAR_TO_END_OF_LINE).append("\r\n");
    }
    terminal.raw(text.append(CLEAR_TO_END_OF_SCREEN).toString());
    drawn = shown;
  }

  @Override
  public void close() {
    terminal.raw(SHOW_CURSOR);
  }
}
