// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The dashboards have the form that Grafana takes. There is no Grafana here: what is checked are
 * the rules of its JSON model (Grafana documentation, Dashboard JSON model).
 */
class DashboardsTest {
  private static final int COLUMNS = 24;
  private static final int LEAST_SCHEMA = 39;
  private static final Set<String> KINDS = Set.of("row", "stat", "gauge", "timeseries", "table");

  /** Units by Grafana's ids of them. */
  private static final Set<String> UNITS =
      Set.of("none", "short", "s", "ms", "bytes", "ops", "cpm", "percentunit");

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([a-zA-Z_]+)}?");
  private static final Pattern RUNBOOK =
      Pattern.compile(" \\[Runbook]\\(\\$\\{docs}/operations\\.md#([a-z]+)\\)$");

  static Stream<String> files() {
    return ObservabilityFiles.dashboards().keySet().stream();
  }

  private static JsonNode dashboard(String file) {
    return ObservabilityFiles.dashboards().get(file);
  }

  private static List<JsonNode> panels(String file) {
    return list(dashboard(file).path("panels"));
  }

  private static List<JsonNode> shown(String file) {
    return panels(file).stream().filter(panel -> !kind(panel).equals("row")).toList();
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private static String kind(JsonNode panel) {
    return panel.path("type").asText();
  }

  private static String title(JsonNode panel) {
    return panel.path("title").asText();
  }

  @Test
  void thereIsOneForTheNightAndOneForTheCauses() {
    assertThat(files()).containsExactly("fleet.json", "job-internals.json");
    Set<String> names = new HashSet<>();
    files().forEach(file -> names.add(dashboard(file).path("uid").asText()));
    assertThat(names).containsExactlyInAnyOrder("monolead-fleet", "monolead-job-internals");
  }

  @ParameterizedTest
  @MethodSource("files")
  void theSchemaIsRecentAndIdsAreUnique(String file) {
    assertThat(dashboard(file).path("schemaVersion").asInt()).isGreaterThanOrEqualTo(LEAST_SCHEMA);
    // Grafana numbers dashboards itself; a number from elsewhere may be another one's.
    assertThat(dashboard(file).has("id")).isFalse();
    assertThat(panels(file)).extracting(panel -> panel.path("id").asInt()).doesNotHaveDuplicates();
    assertThat(shown(file)).extracting(DashboardsTest::title).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("files")
  void panelsLieInTheGridAndDoNotOverlap(String file) {
    Set<String> taken = new HashSet<>();
    for (JsonNode panel : panels(file)) {
      JsonNode at = panel.path("gridPos");
      int x = at.path("x").asInt(-1);
      int y = at.path("y").asInt(-1);
      int width = at.path("w").asInt();
      int height = at.path("h").asInt();
      assertThat(x).as(title(panel)).isNotNegative();
      assertThat(y).as(title(panel)).isNotNegative();
      assertThat(width).as(title(panel)).isPositive();
      assertThat(height).as(title(panel)).isPositive();
      assertThat(x + width).as(title(panel)).isLessThanOrEqualTo(COLUMNS);
      for (int row = y; row < y + height; row++) {
        for (int column = x; column < x + width; column++) {
          assertThat(taken.add(row + "/" + column)).as("%s overlaps", title(panel)).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyPanelIsOfAKnownKindAndAsksTheChosenDataSource(String file) {
    assertThat(panels(file)).allSatisfy(panel -> assertThat(kind(panel)).isIn(KINDS));
    for (JsonNode panel : shown(file)) {
      assertThat(panel.path("datasource").path("type").asText()).isEqualTo("prometheus");
      assertThat(panel.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
      assertThat(list(panel.path("targets"))).as(title(panel)).isNotEmpty();
      assertThat(list(panel.path("targets")))
          .extracting(target -> target.path("refId").asText())
          .doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyPanelHasAUnitAndThresholdsThatRise(String file) {
    for (JsonNode panel : shown(file)) {
      JsonNode defaults = panel.path("fieldConfig").path("defaults");
      assertThat(defaults.path("unit").asText()).as(title(panel)).isIn(UNITS);
      List<JsonNode> steps = list(defaults.path("thresholds").path("steps"));
      assertThat(steps).as(title(panel)).isNotEmpty();
      // The first step holds from minus infinity, which JSON cannot write.
      assertThat(steps.get(0).path("value").isNull()).as(title(panel)).isTrue();
      List<Double> values = new ArrayList<>();
      steps.stream().skip(1).forEach(step -> values.add(step.path("value").asDouble()));
      assertThat(values).as(title(panel)).isSorted();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyPanelSaysWhatToDoAndWhereToReadOn(String file) {
    Set<String> alerts = new TreeSet<>();
    ObservabilityFiles.rules().forEach(rule -> alerts.add(rule.name().toLowerCase(Locale.ROOT)));
    for (JsonNode panel : shown(file)) {
      String description = panel.path("description").asText();
      Matcher runbook = RUNBOOK.matcher(description);
      assertThat(runbook.find()).as(title(panel)).isTrue();
      assertThat(runbook.group(1)).as(title(panel)).isIn(alerts);
      assertThat(description.substring(0, runbook.start())).as(title(panel)).hasSizeGreaterThan(40);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyVariableThatIsUsedIsDefinedAndTheOtherWayRound(String file) {
    Set<String> defined = new TreeSet<>();
    for (JsonNode variable : dashboard(file).path("templating").path("list")) {
      defined.add(variable.path("name").asText());
    }
    Set<String> used = new TreeSet<>();
    Matcher variable = VARIABLE.matcher(dashboard(file).toString());
    while (variable.find()) {
      if (!variable.group(1).startsWith("__")) {
        used.add(variable.group(1));
      }
    }
    assertThat(defined).contains("job", "prefix", "datasource").containsAll(used);
  }

  @ParameterizedTest
  @MethodSource("files")
  void whatIsOfOneJobIsOfTheChosenOne(String file) {
    for (ObservabilityFiles.Question question : ObservabilityFiles.questions()) {
      if (question.where().startsWith(file + ", panel")) {
        assertThat(PromQlParser.parse(question.expression()).selectors())
            .as(question.where())
            .filteredOn(selector -> selector.name().matches("flink_(task|job)manager_job_.*"))
            .allSatisfy(
                selector ->
                    assertThat(selector.matchers())
                        .extracting(PromQl.Matcher::label)
                        .contains("job_name"));
      }
    }
  }

  @Test
  void grafanaFindsDashboardsAndDataSourceByProvisioning() {
    JsonNode sources =
        ObservabilityFiles.yaml("grafana/provisioning/datasources").get("prometheus.yml");
    assertThat(sources.path("apiVersion").asInt()).isEqualTo(1);
    assertThat(sources.path("datasources").get(0).path("type").asText()).isEqualTo("prometheus");
    JsonNode providers =
        ObservabilityFiles.yaml("grafana/provisioning/dashboards").get("monolead.yml");
    assertThat(providers.path("apiVersion").asInt()).isEqualTo(1);
    assertThat(providers.path("providers").get(0).path("type").asText()).isEqualTo("file");
    assertThat(providers.path("providers").get(0).path("options").path("path").asText())
        .isEqualTo("/var/lib/grafana/dashboards");
  }

  @Test
  void questionsAreFoundInPanelsVariablesAnnotationsAndAlerts() {
    List<ObservabilityFiles.Question> questions = ObservabilityFiles.questions();
    assertThat(questions).hasSizeGreaterThan(80);
    assertThat(questions)
        .extracting(ObservabilityFiles.Question::where)
        .contains(
            "fleet.json, panel Silent",
            "job-internals.json, panel Java heap",
            "fleet.json, annotation Restarts",
            "fleet.json, variable job",
            "alert DeadLetters");
    Map<String, List<String>> labels = new HashMap<>();
    questions.forEach(question -> labels.put(question.where(), question.labels()));
    assertThat(labels.get("alert DeadLetters")).contains("job_name", "reason");
    assertThat(labels.get("fleet.json, variable prefix")).containsExactly("topic");
  }
}
