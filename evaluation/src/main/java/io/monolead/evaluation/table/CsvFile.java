// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.table;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a table as RFC 4180 has it: a line of headings, commas, quotes where they are needed,
 * UTF-8; lines end with a line feed alone. A cell that is not there is empty. Numbers have all
 * their digits.
 */
public final class CsvFile {
  private CsvFile() {}

  /** Writes a file, over one that is there. */
  public static void write(Table table, Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int c = 0; c < table.columns().size(); c++) {
        out.write(c == 0 ? "" : ",");
        out.write(quoted(table.columns().get(c).name()));
      }
      out.write('\n');
      for (int r = 0; r < table.size(); r++) {
        for (int c = 0; c < table.columns().size(); c++) {
          Object cell = table.cell(r, c);
          out.write(c == 0 ? "" : ",");
          out.write(cell == null ? "" : quoted(cell.toString()));
        }
        out.write('\n');
      }
    }
  }

  private static String quoted(String text) {
    boolean needed =
        text.indexOf(',') >= 0
            || text.indexOf('"') >= 0
            || text.indexOf('\n') >= 0
            || text.indexOf('\r') >= 0;
    return needed ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
