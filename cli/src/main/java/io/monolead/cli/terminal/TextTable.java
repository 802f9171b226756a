// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/**
 * A table as wide as its cells: figures to the right, words to the left, a blank between columns.
 */
public final class TextTable {
  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();
  private final String alignment;

  /**
   * Begins a table.
   *
   * @param alignment one character per column: {@code l} for left, {@code r} for right
   * @param headings one heading per column
   * @throws IllegalArgumentException if the two differ in length
   */
  public TextTable(String alignment, String... headings) {
    if (alignment.length() != headings.length) {
      throw new IllegalArgumentException(
          alignment.length() + " alignments for " + headings.length + " headings");
    }
    this.alignment = alignment;
    this.headings = List.of(headings);
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException if the number of cells is not that of the headings
   */
  public TextTable row(String... cells) {
    if (cells.length != headings.size()) {
      throw new IllegalArgumentException(
          cells.length + " cells in a table of " + headings.size() + " columns");
    }
    rows.add(List.of(cells));
    return this;
  }

  /** Whether there is no row. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The lines of the table, headings first. */
  public List<Line> lines() {
    int[] widths = new int[headings.size()];
    measure(widths, headings);
    rows.forEach(row -> measure(widths, row));
    List<Line> lines = new ArrayList<>();
    lines.add(line(headings, widths, Style.BOLD));
    rows.forEach(row -> lines.add(line(row, widths, Style.PLAIN)));
    return lines;
  }

  private static void measure(int[] widths, List<String> cells) {
    for (int column = 0; column < widths.length; column++) {
      String cell = cells.get(column);
      widths[column] = Math.max(widths[column], cell.codePointCount(0, cell.length()));
    }
  }

  private Line line(List<String> cells, int[] widths, Style style) {
    Line line = new Line();
    for (int column = 0; column < widths.length; column++) {
      line.add(column == 0 ? "" : "  ");
      if (alignment.charAt(column) == 'r') {
        line.number(cells.get(column), widths[column], style);
      } else if (column == widths.length - 1) {
        line.add(cells.get(column), style);
      } else {
        line.cell(cells.get(column), widths[column], style);
      }
    }
    return line;
  }
}
