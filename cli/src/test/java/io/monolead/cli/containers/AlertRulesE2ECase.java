// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.monolead.cli.architecture.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prometheus' own tool on the configuration, the alert rules and every question of the dashboards:
 * the {@code promtool} of this machine, or that of the image in the compose file.
 */
class AlertRulesE2ECase {
  private static final Duration WITHIN = Duration.ofMinutes(5);
  private static final Path FOLDER = SourceTree.root().resolve("deploy/observability");
  private static final Pattern IMAGE =
      Pattern.compile("image: (prom/prometheus):\\$\\{PROMETHEUS_TAG:-([^}]+)}");

  @TempDir static Path questions;
  private static List<String> promtool;
  private static boolean inContainer;

  @BeforeAll
  static void findTheTool() throws IOException {
    if (run(List.of("promtool", "--version")).exitCode() == 0) {
      promtool = List.of("promtool");
      return;
    }
    ContainerEngine.assumePresent(AlertRulesE2ECase.class);
    inContainer = true;
    promtool =
        List.of(
            "docker",
            "run",
            "--rm",
            "--network",
            "none",
            "--entrypoint",
            "promtool",
            "--volume",
            FOLDER.resolve("prometheus") + ":/etc/prometheus:ro",
            "--volume",
            questions + ":/questions:ro",
            image());
    // The container's user is another one.
    assertThat(questions.toFile().setReadable(true, false)).isTrue();
    assertThat(questions.toFile().setExecutable(true, false)).isTrue();
  }

  private static String image() throws IOException {
    var image = IMAGE.matcher(Files.readString(SourceTree.root().resolve("docker-compose.yml")));
    assertThat(image.find()).isTrue();
    return image.group(1) + ":" + image.group(2);
  }

  private static ShellCommand run(List<String> command) {
    return ShellCommand.run(SourceTree.root(), Map.of(), WITHIN, command);
  }

  private static String succeeds(String... arguments) {
    List<String> command = new ArrayList<>(promtool);
    command.addAll(List.of(arguments));
    return run(command).succeeded();
  }

  private static String place(String file) {
    return inContainer ? "/etc/prometheus/" + file : FOLDER + "/prometheus/" + file;
  }

  @Test
  void theConfigurationIsOneAndTakesTheRules() {
    assertThat(succeeds("check", "config", place("prometheus.yml")))
        .contains("is valid prometheus config file syntax")
        .containsPattern("SUCCESS: [1-9][0-9]* rules found");
  }

  @Test
  void everyAlertFiresWhenItShouldAndNotOtherwise() {
    assertThat(succeeds("test", "rules", place("tests/alerts_test.yml"))).contains("SUCCESS");
  }

  @Test
  void everyQuestionOfTheDashboardsIsUnderstoodByPrometheusItself() throws IOException {
    StringBuilder rules = new StringBuilder("groups:\n  - name: questions\n    rules:\n");
    int count = 0;
    try (Stream<Path> files = Files.list(FOLDER.resolve("grafana/dashboards"))) {
      for (Path file : files.sorted().toList()) {
        for (JsonNode text : new ObjectMapper().readTree(file.toFile()).findValues("expr")) {
          String expression = text.asText().replace("$__rate_interval", "1m").replace("$job", ".*");
          rules
              .append("      - record: question")
              .append(count++)
              .append("\n        expr: '")
              .append(expression.replace("'", "''"))
              .append("'\n");
        }
      }
    }
    Path file = Files.writeString(questions.resolve("questions.yml"), rules);
    assertThat(file.toFile().setReadable(true, false)).isTrue();

    String checked =
        succeeds("check", "rules", inContainer ? "/questions/questions.yml" : file.toString());

    assertThat(count).isGreaterThan(60);
    assertThat(checked).contains("SUCCESS: " + count + " rules found");
  }
}
