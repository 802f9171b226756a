// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.docs;

import java.util.Arrays;
import java.util.List;

/** Tables for pages. */
final class Markdown {
  private final StringBuilder text = new StringBuilder();

  private Markdown() {}

  /** A table of so many columns, without rows yet. */
  static Markdown table(String... columns) {
    Markdown table = new Markdown();
    table.row(columns);
    table.text.append("|").append("---|".repeat(columns.length)).append('\n');
    return table;
  }

  /** Adds a row; cells are Markdown, but for bars and line ends. */
  Markdown row(String... cells) {
    List<String> safe = Arrays.stream(cells).map(Markdown::cell).toList();
    text.append("| ").append(String.join(" | ", safe)).append(" |\n");
    return this;
  }

  static String code(String text) {
    return text.isEmpty() ? "" : "`" + text + "`";
  }

  private static String cell(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ").replace("|", "\\|");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
