// SPDX-License-Identifier: Apache-2.0
package io.monolead.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What GitHub runs: that it is there, that it is what it says, and that it can do no more. */
class WorkflowsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path FOLDER = ROOT.resolve(".github").resolve("workflows");

  /** A commit, and in a comment the version that it is. */
  private static final Pattern PINNED =
      Pattern.compile("\\s*- uses: [\\w.-]+/[\\w./-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+");

  /** Programs that GitHub's machines have. */
  private static final Set<String> PROGRAMS = Set.of("gh");

  private static List<Path> workflows() throws Exception {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<Path> all = files.filter(file -> file.toString().endsWith(".yml")).sorted().toList();
      assertThat(all).isNotEmpty();
      return all;
    }
  }

  private static JsonNode tree(Path workflow) throws Exception {
    List<Manifest> documents = Manifest.read(workflow);
    assertThat(documents).as(workflow.toString()).hasSize(1);
    return documents.get(0).tree();
  }

  private static List<JsonNode> steps(Path workflow) throws Exception {
    List<JsonNode> steps = new ArrayList<>();
    for (Map.Entry<String, JsonNode> job : tree(workflow).path("jobs").properties()) {
      job.getValue().path("steps").forEach(steps::add);
    }
    assertThat(steps).as(workflow.toString()).isNotEmpty();
    return steps;
  }

  @Test
  void everyJobSaysWhereItRunsHowLongAndWhatItMayDo() throws Exception {
    for (Path workflow : workflows()) {
      JsonNode tree = tree(workflow);
      assertThat(tree.path("permissions").isObject()).as(workflow.toString()).isTrue();
      for (Map.Entry<String, JsonNode> job : tree.path("jobs").properties()) {
        assertThat(job.getValue().path("runs-on").asText()).isNotEmpty().doesNotContain("latest");
        assertThat(job.getValue().path("timeout-minutes").asInt()).isBetween(1, 360);
      }
    }
  }

  @Test
  void everyCommandIsThereAndCanBeRun() throws Exception {
    int commands = 0;
    for (Path workflow : workflows()) {
      for (JsonNode step : steps(workflow)) {
        for (String line : step.path("run").asText().lines().toList()) {
          commands++;
          String command = line.strip().split("\\s+", 2)[0];
          if (!PROGRAMS.contains(command)) {
            assertThat(ROOT.resolve(command)).as(workflow + ": " + line).isExecutable();
          }
        }
      }
    }
    assertThat(commands).isGreaterThanOrEqualTo(4);
  }

  @Test
  void everyActionIsPinnedToACommit() throws Exception {
    int actions = 0;
    for (Path workflow : workflows()) {
      for (String line : Files.readAllLines(workflow)) {
        if (line.contains("uses:")) {
          actions++;
          assertThat(line.replaceFirst("^\\s*uses:", "- uses:")).matches(PINNED);
        }
      }
    }
    assertThat(actions).isGreaterThanOrEqualTo(7);
  }

  @Test
  void noCheckoutLeavesATokenBehind() throws Exception {
    for (Path workflow : workflows()) {
      for (JsonNode step : steps(workflow)) {
        if (step.path("uses").asText().startsWith("actions/checkout@")) {
          assertThat(step.at("/with/persist-credentials").asBoolean(true)).isFalse();
        }
      }
    }
  }

  @Test
  void changesAreCheckedByTheSameCommandAsHereAndReleasesBuiltByTheReleaseCommand()
      throws Exception {
    assertThat(commandsOf("verify.yml")).contains(".ci/run");
    assertThat(commandsOf("release.yml"))
        .containsSubsequence(".ci/run", "deploy/release --twice \"${GITHUB_REF_NAME#v}\"");
    assertThat(commandsOf("dependencies.yml")).contains("deploy/bill-of-materials");
  }

  @Test
  void filesThatTheScannerIsToldToReadAreThoseThatThereAre() throws Exception {
    String arguments =
        steps(FOLDER.resolve("dependencies.yml")).stream()
            .map(step -> step.at("/with/scan-args").asText())
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElseThrow();

    assertThat(arguments.lines())
        .containsExactly("--config=deploy/osv-scanner.toml", "--lockfile=target/bom.json");
    assertThat(ROOT.resolve("deploy").resolve("osv-scanner.toml")).isRegularFile();
    assertThat(ROOT.resolve("deploy").resolve("bill-of-materials"))
        .content()
        .contains("target/bom.json");
  }

  private static List<String> commandsOf(String workflow) throws Exception {
    return steps(FOLDER.resolve(workflow)).stream()
        .map(step -> step.path("run").asText())
        .filter(text -> !text.isEmpty())
        .toList();
  }
}
