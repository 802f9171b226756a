// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Draws all results as one page of Markdown; the same results give the same bytes. */
public final class PerformancePage {
  private static final String RESULTS = "results/performance";

  private PerformancePage() {}

  /**
   * Writes a result and draws the page anew.
   *
   * @param root root of the project
   */
  public static void publish(Path root, BenchmarkResult result) throws IOException {
    result.write(folder(root));
    draw(root);
  }

  /** Where the results of a project are. */
  public static Path folder(Path root) {
    return root.resolve("docs").resolve(RESULTS);
  }

  /** Draws {@code docs/performance.md} from {@code docs/results/performance}. */
  public static void draw(Path root) throws IOException {
    List<BenchmarkResult> results = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder(root))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
        results.add(BenchmarkResult.read(file));
      }
    }
    Files.writeString(root.resolve("docs/performance.md"), markdown(results));
  }

  static String markdown(List<BenchmarkResult> results) {
    List<BenchmarkResult> sorted =
        results.stream()
            .sorted(
                Comparator.comparingInt(BenchmarkResult::order)
                    .thenComparing(BenchmarkResult::name))
            .toList();
    StringBuilder page = new StringBuilder();
    page.append("# Performance\n\n");
    page.append(
        "Written by the commands that it names; the numbers behind each section are below"
            + " [`results/performance`](results/performance). What is compared was measured in"
            + " turns in one run on one machine; a figure is a median with the least and the most"
            + " of its rounds, unless it says otherwise.\n");
    goals(page, sorted);
    sorted.forEach(result -> section(page, result));
    return page.toString();
  }

  private static void goals(StringBuilder page, List<BenchmarkResult> results) {
    if (results.stream().allMatch(result -> result.goals().isEmpty())) {
      return;
    }
    page.append(
        "\n## At a glance\n\n| figure | measured | asked for | holds |\n|---|---:|---:|---|\n");
    for (BenchmarkResult result : results) {
      for (BenchmarkResult.Goal goal : result.goals()) {
        page.append(
            "| "
                + cell(goal.what())
                + " | "
                + (Double.isNaN(goal.measured()) ? "not measured" : Sample.text(goal.measured()))
                + " | "
                + (goal.atLeast() ? "at least " : "at most ")
                + Sample.text(goal.asked())
                + " | "
                + (goal.isMet() ? "yes" : "**no**")
                + " |\n");
      }
    }
  }

  private static void section(StringBuilder page, BenchmarkResult result) {
    page.append("\n## ").append(result.title()).append("\n\n");
    page.append("`").append(result.command()).append("`, ");
    page.append(result.measuredOn()).append(", on ").append(result.machine().text());
    page.append(".\n\n").append(result.method()).append('\n');
    for (BenchmarkResult.Table table : result.tables()) {
      if (!table.caption().isEmpty()) {
        page.append("\n").append(table.caption()).append('\n');
      }
      page.append('\n').append(row(table.columns()));
      page.append("|---|");
      page.append("---:|".repeat(table.columns().size() - 1)).append('\n');
      table.rows().forEach(row -> page.append(row(row)));
      if (!table.picture().isEmpty()) {
        page.append("\n![")
            .append(table.caption())
            .append("](" + RESULTS + "/")
            .append(table.picture())
            .append(")\n");
      }
    }
    result.notes().forEach(note -> page.append("\n").append(note).append('\n'));
  }

  private static String row(List<String> cells) {
    return cells.stream().map(PerformancePage::cell).collect(Collectors.joining(" | ", "| ", " |"))
        + "\n";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("\n", " ");
  }
}
