// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import static io.monolead.evaluation.report.PageText.counted;
import static io.monolead.evaluation.report.PageText.escaped;

import java.util.List;

/** What the sections of a page are written to: headings, paragraphs and tables as HTML. */
final class PageBody {
  private final StringBuilder html = new StringBuilder();

  /** The page so far; whoever appends to it appends HTML. */
  StringBuilder html() {
    return html;
  }

  void section(String id, String heading) {
    html.append("<section aria-labelledby=\"")
        .append(id)
        .append("\">\n<h2 id=\"")
        .append(id)
        .append("\">")
        .append(heading)
        .append("</h2>\n");
  }

  void end() {
    html.append("</section>\n");
  }

  void paragraph(String text) {
    html.append("<p>").append(text).append("</p>\n");
  }

  void table(String caption, List<String> columns, List<List<String>> rows, String style) {
    if (rows.isEmpty()) {
      paragraph("Nothing to show.");
      return;
    }
    html.append("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"")
        .append(escaped(caption))
        .append("\"><table class=\"")
        .append(style)
        .append("\"><caption>")
        .append(escaped(caption))
        .append("</caption><thead><tr>");
    columns.forEach(
        each -> html.append("<th scope=\"col\">").append(escaped(each)).append("</th>"));
    html.append("</tr></thead><tbody>\n");
    for (List<String> row : rows) {
      html.append("<tr><th scope=\"row\">").append(row.get(0)).append("</th>");
      row.stream().skip(1).forEach(cell -> html.append("<td>").append(cell).append("</td>"));
      html.append("</tr>\n");
    }
    html.append("</tbody></table></div>\n");
  }

  void left(int count, String one, String many) {
    if (count > 0) {
      paragraph(
          "<strong>"
              + counted(count, "more " + one, "more " + many)
              + " not listed here.</strong> The files beside this page have all.");
    }
  }
}
