// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.observability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What {@code deploy/observability} holds. */
public final class ObservabilityFiles {
  private static final Pattern LABEL_VALUES =
      Pattern.compile("label_values\\((?<series>.*), *(?<label>[a-zA-Z_]+)\\)");
  private static final Pattern LEGEND = Pattern.compile("\\{\\{ *([a-zA-Z_]+) *}}");

  /**
   * A question to Prometheus.
   *
   * @param where it stands, for people
   * @param expression with Grafana's variables filled in
   * @param labels that whoever asks reads from the answer
   */
  public record Question(String where, String expression, List<String> labels) {}

  /** A rule of an alert. */
  record Rule(
      String name,
      String expression,
      String holdsFor,
      Map<String, String> labels,
      Map<String, String> annotations) {}

  private ObservabilityFiles() {}

  private static Path folder() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve(".mvn"))) {
      folder = folder.getParent();
    }
    return folder.resolve("deploy/observability");
  }

  /** Dashboards by file name. */
  static Map<String, JsonNode> dashboards() {
    return trees("grafana/dashboards", ".json", new ObjectMapper());
  }

  /** Files of a folder as trees, by file name. */
  static Map<String, JsonNode> yaml(String folder) {
    return trees(folder, ".yml", new ObjectMapper(new YAMLFactory()));
  }

  private static Map<String, JsonNode> trees(String folder, String ending, ObjectMapper format) {
    Map<String, JsonNode> trees = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(folder().resolve(folder))) {
      for (Path file : files.filter(each -> each.toString().endsWith(ending)).sorted().toList()) {
        trees.put(file.getFileName().toString(), format.readTree(file.toFile()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return trees;
  }

  /** The rules of all files. */
  static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    for (JsonNode file : yaml("prometheus/rules").values()) {
      for (JsonNode group : file.path("groups")) {
        for (JsonNode rule : group.path("rules")) {
          rules.add(
              new Rule(
                  rule.path("alert").asText(),
                  rule.path("expr").asText(),
                  rule.path("for").asText(),
                  texts(rule.path("labels")),
                  texts(rule.path("annotations"))));
        }
      }
    }
    return rules;
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }

  /** Everything that panels, annotations and variables of dashboards and alerts ask for. */
  public static List<Question> questions() {
    List<Question> questions = new ArrayList<>();
    dashboards()
        .forEach(
            (file, dashboard) -> {
              for (JsonNode panel : dashboard.path("panels")) {
                for (JsonNode target : panel.path("targets")) {
                  questions.add(
                      question(
                          file + ", panel " + panel.path("title").asText(),
                          target.path("expr").asText(),
                          target.path("legendFormat").asText()));
                }
              }
              for (JsonNode annotation : dashboard.path("annotations").path("list")) {
                questions.add(
                    question(
                        file + ", annotation " + annotation.path("name").asText(),
                        annotation.path("expr").asText(),
                        annotation.path("textFormat").asText()));
              }
              for (JsonNode variable : dashboard.path("templating").path("list")) {
                if (variable.path("type").asText().equals("query")) {
                  questions.add(ofVariable(file, variable));
                }
              }
            });
    rules()
        .forEach(
            rule ->
                questions.add(
                    question(
                        "alert " + rule.name(),
                        rule.expression(),
                        String.join(" ", rule.annotations().values())
                            .replaceAll("\\{\\{[^}]*\\$labels\\.([a-z_]+)[^}]*}}", "{{$1}}"))));
    return questions;
  }

  private static Question question(String where, String expression, String template) {
    List<String> labels = new ArrayList<>();
    Matcher legend = LEGEND.matcher(template);
    while (legend.find()) {
      if (!List.of("else", "end").contains(legend.group(1))) {
        labels.add(legend.group(1));
      }
    }
    return new Question(where, filledIn(expression), labels);
  }

  private static Question ofVariable(String file, JsonNode variable) {
    String where = file + ", variable " + variable.path("name").asText();
    Matcher query = LABEL_VALUES.matcher(variable.path("query").path("query").asText());
    if (!query.matches()) {
      throw new IllegalArgumentException(where + " is not label_values(SERIES, LABEL)");
    }
    return new Question(where, filledIn(query.group("series")), List.of(query.group("label")));
  }

  private static String filledIn(String expression) {
    return expression
        .replace("${prefix}", "ecg.")
        .replace("$job", ".*")
        .replace("$__rate_interval", "1m")
        .replace("$__interval", "10s")
        .replace("$__range", "1h");
  }
}
