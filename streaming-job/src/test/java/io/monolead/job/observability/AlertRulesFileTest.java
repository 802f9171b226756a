// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.monolead.job.observability.ObservabilityFiles.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The alert rules are complete; what they say of series is promtool's to test. */
class AlertRulesFileTest {
  private static final Pattern TESTED =
      Pattern.compile("ALERTS\\{alertname=\"([A-Za-z]+)\", alertstate=\"firing\"}");

  @Test
  void everyAlertHasSeveritySummaryDescriptionDurationAndItsPlaceInTheRunbook() {
    List<Rule> rules = ObservabilityFiles.rules();
    assertThat(rules).hasSizeGreaterThanOrEqualTo(9);
    assertThat(rules).extracting(Rule::name).doesNotHaveDuplicates();
    assertThat(rules)
        .allSatisfy(
            rule -> {
              assertThat(rule.labels().get("severity")).isIn("critical", "warning");
              assertThat(rule.holdsFor()).matches("[0-9]+m");
              assertThat(rule.annotations())
                  .containsOnlyKeys("summary", "description", "runbook_url");
              assertThat(rule.annotations().get("summary")).isNotBlank().doesNotEndWith(".");
              assertThat(rule.annotations().get("description")).endsWith(".");
              assertThat(rule.annotations().get("runbook_url"))
                  .isEqualTo("docs/operations.md#" + rule.name().toLowerCase(Locale.ROOT));
            });
  }

  @Test
  void everyAlertIsTestedWhereItFiresAndWhereItDoesNot() {
    Set<String> fires = new HashSet<>();
    Set<String> staysQuiet = new HashSet<>();
    for (JsonNode file : ObservabilityFiles.yaml("prometheus/tests").values()) {
      for (JsonNode test : file.path("tests")) {
        for (JsonNode check : test.path("promql_expr_test")) {
          Matcher tested = TESTED.matcher(check.path("expr").asText());
          assertThat(tested.find()).isTrue();
          (check.path("exp_samples").isEmpty() ? staysQuiet : fires).add(tested.group(1));
        }
      }
    }
    List<String> names = ObservabilityFiles.rules().stream().map(Rule::name).toList();
    assertThat(fires).containsExactlyInAnyOrderElementsOf(names);
    assertThat(staysQuiet).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void theRunbookHasASectionForEveryAlert() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(root.resolve(".mvn"))) {
      root = root.getParent();
    }
    Path runbook = root.resolve("docs/operations.md");
    if (!Files.exists(runbook)) {
      System.err.println("SKIPPED AlertRulesFileTest: there is no docs/operations.md yet");
    }
    assumeTrue(Files.exists(runbook), "there is no docs/operations.md yet");
    Set<String> headings = new HashSet<>();
    Files.readAllLines(runbook).stream()
        .filter(line -> line.startsWith("#"))
        .forEach(line -> headings.add(line.replaceFirst("^#+ *", "").strip()));
    assertThat(headings).containsAll(ObservabilityFiles.rules().stream().map(Rule::name).toList());
  }
}
