// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.report;

import java.util.List;

/**
 * A report as a value: a title and blocks, which the writers turn into Markdown, HTML and CSV.
 *
 * @param title the heading of the page
 * @param blocks what follows, in order
 */
public record Report(String title, List<Block> blocks) {
  public Report {
    blocks = List.copyOf(blocks);
  }

  /** A part of a report. */
  public sealed interface Block {}

  /** A heading. */
  public record Heading(String text) implements Block {}

  /** A paragraph of plain text. */
  public record Text(String text) implements Block {}

  /**
   * A table.
   *
   * @param name name of its CSV file, without extension
   * @param columns headings; the first column names the row
   * @param rows cells as text, one list per row, as long as the headings; a dash stands for what is
   *     missing
   */
  public record Table(String name, List<String> columns, List<List<String>> rows) implements Block {
    public Table {
      columns = List.copyOf(columns);
      rows = rows.stream().map(List::copyOf).toList();
      for (List<String> row : rows) {
        if (row.size() != columns.size()) {
          throw new IllegalArgumentException(
              "Table " + name + " has " + columns.size() + " columns, but a row " + row);
        }
      }
    }
  }

  /**
   * A picture.
   *
   * @param name name of its file, without extension
   * @param description what it shows, for whoever cannot see it
   * @param svg the picture
   */
  public record Plot(String name, String description, String svg) implements Block {}
}
