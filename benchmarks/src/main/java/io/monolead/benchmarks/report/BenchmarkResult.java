// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What one benchmark found.
 *
 * @param name name of its file: lower-case letters, digits and dashes
 * @param order place on the page, ascending
 * @param title heading on the page
 * @param command what to type to get it again, from the root of the project
 * @param measuredOn date, {@code 2026-11-26}
 * @param machine what it was measured on
 * @param method what was done, a paragraph of Markdown
 * @param tables what was found
 * @param goals what is asked for, and whether it holds
 * @param notes what a reader must know beside it, such as what was skipped and why; Markdown
 */
public record BenchmarkResult(
    String name,
    int order,
    String title,
    String command,
    String measuredOn,
    Machine machine,
    String method,
    List<Table> tables,
    List<Goal> goals,
    List<String> notes) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public BenchmarkResult {
    tables = List.copyOf(tables);
    goals = List.copyOf(goals);
    notes = List.copyOf(notes);
    if (!name.matches("[a-z0-9][a-z0-9-]*")) {
      throw new IllegalArgumentException("'" + name + "' is no name of a result");
    }
  }

  /**
   * A table of a result.
   *
   * @param caption a line above it; may be empty
   * @param columns headings; the first column names the row
   * @param rows cells as text, as many as there are headings
   * @param picture path of an SVG beside the JSON file that shows it; empty if none does
   */
  public record Table(
      String caption, List<String> columns, List<List<String>> rows, String picture) {
    public Table {
      columns = List.copyOf(columns);
      rows = rows.stream().map(List::copyOf).toList();
      for (List<String> row : rows) {
        if (row.size() != columns.size()) {
          throw new IllegalArgumentException(columns + " are no headings for " + row);
        }
      }
    }

    /** A table without a picture. */
    public static Table of(String caption, List<String> columns, List<List<String>> rows) {
      return new Table(caption, columns, rows, "");
    }
  }

  /**
   * A figure that is asked for.
   *
   * @param what the figure in words
   * @param measured what was measured
   * @param asked the limit
   * @param atLeast whether the figure must reach the limit; else it must not exceed it
   */
  public record Goal(String what, double measured, double asked, boolean atLeast) {
    /** Whether it holds; what was not measured (NaN) does not. */
    @com.fasterxml.jackson.annotation.JsonIgnore
    public boolean isMet() {
      return atLeast ? measured >= asked : measured <= asked;
    }
  }

  /** Writes {@code NAME.json} into a folder. */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(name + ".json"), JSON.writeValueAsString(this) + "\n");
  }

  /** Reads what {@link #write} wrote. */
  public static BenchmarkResult read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), BenchmarkResult.class);
  }
}
