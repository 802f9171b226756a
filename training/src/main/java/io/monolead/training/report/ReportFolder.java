// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes a report into a folder: {@code report.md} with its pictures beside it, a CSV file per
 * table, and {@code report.html}, one page that needs nothing else.
 */
public final class ReportFolder {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --line: #8886; --soft: #8881; }
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
      div.wide { overflow-x: auto; }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
      th, td { padding: .3rem .7rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
      th:first-child, td:first-child { text-align: left; }
      thead th { border-bottom: 2px solid var(--line); }
      tbody tr:nth-child(even) { background: var(--soft); }
      figure { margin: 1.5rem 0; } svg { max-width: 100%; height: auto; }
      figcaption { font-size: .9rem; opacity: .8; }
      """;

  private ReportFolder() {}

  /** Writes all files; the same report gives the same bytes. */
  public static void write(Report report, Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("report.md"), markdown(report));
    Files.writeString(folder.resolve("report.html"), html(report));
    for (Report.Block block : report.blocks()) {
      if (block instanceof Report.Table table) {
        Files.writeString(folder.resolve(table.name() + ".csv"), csv(table));
      } else if (block instanceof Report.Plot plot) {
        Files.writeString(folder.resolve(plot.name() + ".svg"), plot.svg());
      }
    }
  }

  static String markdown(Report report) {
    StringBuilder text = new StringBuilder("# " + report.title() + "\n");
    for (Report.Block block : report.blocks()) {
      text.append('\n');
      if (block instanceof Report.Heading heading) {
        text.append("## ").append(heading.text()).append('\n');
      } else if (block instanceof Report.Text paragraph) {
        text.append(paragraph.text()).append('\n');
      } else if (block instanceof Report.Plot plot) {
        text.append(String.format("![%s](%s.svg)%n", plot.description(), plot.name()));
      } else if (block instanceof Report.Table table) {
        text.append(row(table.columns()));
        text.append("|---|").append("---:|".repeat(table.columns().size() - 1)).append('\n');
        table.rows().forEach(row -> text.append(row(row)));
      }
    }
    return text.toString();
  }

  private static String row(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  static String csv(Report.Table table) {
    StringBuilder text = new StringBuilder(csvLine(table.columns()));
    table.rows().forEach(row -> text.append(csvLine(row)));
    return text.toString();
  }

  private static String csvLine(List<String> cells) {
    return cells.stream()
            .map(cell -> cell.matches("[^\",\\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"')
            .collect(Collectors.joining(","))
        + "\n";
  }

  static String html(Report report) {
    StringBuilder text = new StringBuilder();
    text.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
    text.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
    text.append("<title>").append(escaped(report.title())).append("</title>\n<style>\n");
    text.append(STYLE).append("</style>\n</head>\n<body>\n<main>\n<h1>");
    text.append(escaped(report.title())).append("</h1>\n");
    for (Report.Block block : report.blocks()) {
      if (block instanceof Report.Heading heading) {
        text.append("<h2>").append(escaped(heading.text())).append("</h2>\n");
      } else if (block instanceof Report.Text paragraph) {
        text.append("<p>").append(escaped(paragraph.text())).append("</p>\n");
      } else if (block instanceof Report.Plot plot) {
        text.append("<figure>").append(plot.svg()).append("<figcaption>");
        text.append(escaped(plot.description())).append("</figcaption></figure>\n");
      } else if (block instanceof Report.Table table) {
        text.append("<div class=\"wide\"><table>\n<thead><tr>");
        table
            .columns()
            .forEach(
                column ->
                    text.append("<th scope=\"col\">").append(escaped(column)).append("</th>"));
        text.append("</tr></thead>\n<tbody>\n");
        for (List<String> row : table.rows()) {
          text.append("<tr><th scope=\"row\">").append(escaped(row.get(0))).append("</th>");
          row.stream()
              .skip(1)
              .forEach(cell -> text.append("<td>").append(escaped(cell)).append("</td>"));
          text.append("</tr>\n");
        }
        text.append("</tbody></table></div>\n");
      }
    }
    return text.append("</main>\n</body>\n</html>\n").toString();
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
