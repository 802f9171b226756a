// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.config;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.description.Formatter;
import org.apache.flink.configuration.description.HtmlFormatter;

/** The options as a page for people. */
public final class OptionsTable {
  private OptionsTable() {}

  /** A Markdown table of {@link JobOptions#all()}: key, default, description. */
  public static String markdown() {
    StringBuilder table = new StringBuilder("| Option | Default | Description |\n|---|---|---|\n");
    Formatter formatter = new HtmlFormatter();
    for (ConfigOption<?> option : JobOptions.all()) {
      table
          .append("| `")
          .append(option.key())
          .append("` | ")
          .append(defaultText(option.defaultValue()))
          .append(" | ")
          .append(formatter.format(option.description()).replace("|", "\\|"))
          .append(" |\n");
    }
    return table.toString();
  }

  private static String defaultText(Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Duration duration) {
      return "`" + durationText(duration) + "`";
    }
    if (value instanceof Collection<?> list) {
      return "`" + String.join(";", list.stream().map(String::valueOf).toList()) + "`";
    }
    if (value instanceof Map<?, ?> map && map.isEmpty()) {
      return "none";
    }
    return "`" + value + "`";
  }

  private static String durationText(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 3_600_000 == 0 && millis > 0) {
      return millis / 3_600_000 + " h";
    }
    if (millis % 60_000 == 0 && millis > 0) {
      return millis / 60_000 + " min";
    }
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }
}
