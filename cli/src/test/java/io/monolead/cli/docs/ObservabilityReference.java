// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.monolead.cli.architecture.SourceTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Alerts and dashboards as {@code deploy/observability} has them. */
final class ObservabilityReference {
  private static final Path FOLDER = SourceTree.root().resolve("deploy/observability");

  private ObservabilityReference() {}

  /** Every alert: how bad, when, what it says, and where the runbook goes on. */
  static String alerts() {
    Markdown table = Markdown.table("Alert", "Severity", "For", "What it says");
    for (Path file : files(FOLDER.resolve("prometheus/rules"), ".yml")) {
      for (JsonNode group : tree(new ObjectMapper(new YAMLFactory()), file).path("groups")) {
        for (JsonNode rule : group.path("rules")) {
          JsonNode says = rule.path("annotations");
          table.row(
              "["
                  + Markdown.code(rule.path("alert").asText())
                  + "]("
                  + says.path("runbook_url").asText().replaceFirst("^docs/", "")
                  + ")",
              rule.path("labels").path("severity").asText(),
              rule.path("for").asText(),
              says.path("summary").asText());
        }
      }
    }
    return table.toString();
  }

  /** Every panel of every dashboard, with what it says of itself. */
  static String dashboards() {
    StringBuilder page = new StringBuilder();
    for (Path file : files(FOLDER.resolve("grafana/dashboards"), ".json")) {
      JsonNode dashboard = tree(new ObjectMapper(), file);
      page.append("### ").append(dashboard.path("title").asText()).append("\n\n");
      page.append(dashboard.path("description").asText()).append("\n\n");
      Markdown table = Markdown.table("Panel", "What it shows, and what to do");
      for (JsonNode panel : dashboard.path("panels")) {
        if (panel.path("type").asText().equals("row")) {
          table.row("**" + panel.path("title").asText() + "**", "");
        } else {
          table.row(
              panel.path("title").asText(),
              panel.path("description").asText().replaceFirst(" \\[Runbook\\].*", ""));
        }
      }
      page.append(table).append('\n');
    }
    return page.toString().strip() + "\n";
  }

  private static List<Path> files(Path folder, String ending) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode tree(ObjectMapper format, Path file) {
    try {
      return format.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }
}
