// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.metrics;

import java.util.Locale;

/** The catalogue as a page for people. */
public final class MetricsTable {
  private MetricsTable() {}

  /** A Markdown table of {@link JobMetric}: name, kind, unit, labels, operator, meaning. */
  public static String markdown() {
    StringBuilder table =
        new StringBuilder(
            """
            | Prometheus name | Kind | Unit | Labels | Operator | Meaning |
            |---|---|---|---|---|---|
            """);
    for (JobMetric metric : JobMetric.values()) {
      table
          .append("| `")
          .append(metric.prometheusName())
          .append("` | ")
          .append(metric.kind().name().toLowerCase(Locale.ROOT))
          .append(" | ")
          .append(metric.unit())
          .append(" | ")
          .append(String.join(", ", metric.labels()))
          .append(" | ")
          .append(metric.operators())
          .append(" | ")
          .append(metric.description())
          .append(" |\n");
    }
    return table.toString();
  }
}
