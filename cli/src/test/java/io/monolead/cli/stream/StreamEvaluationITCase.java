// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.monolead.cli.CommandRunner;
import io.monolead.cli.architecture.SourceTree;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.evaluation.alert.PolicyFile;
import io.monolead.evaluation.result.Change;
import io.monolead.evaluation.result.EpisodeFigures;
import io.monolead.evaluation.result.EvaluatedStream;
import io.monolead.evaluation.result.EvaluationJson;
import io.monolead.evaluation.result.GroupFigures;
import io.monolead.evaluation.result.StreamEvaluation;
import io.monolead.evaluation.table.EvaluationTables;
import io.monolead.job.alert.AlertPolicies;
import io.monolead.schemas.AlertPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamEvaluationITCase {
  private final CommandRunner runner =
      new CommandRunner(Path.of("target"), Optional.of(SourceTree.root()));

  @Test
  void theStreamGivesTheScoresOfTheOfflineEvaluationAndTheSameBytesTwice() {
    Path data = data("ptb-xl");

    int code =
        runner.run(
            "evaluate", "--data", data.toString(), "--folds", "9", "--card", "--through-kafka");

    assertThat(runner.err()).isEmpty();
    assertThat(code).isEqualTo(ExitCode.OK);
    assertThat(runner.out())
        .contains("the card in the bundle has exactly these figures")
        .contains("every probability is within 1e-4 of the offline one")
        .contains("both runs wrote the same bytes");
  }

  @Test
  void theFiguresOfFibrillationAreThoseOfACountByHand(@TempDir Path folder) throws IOException {
    Path data = data("cpsc2021");

    int code =
        runner.run(
            "evaluate",
            "stream",
            data.resolve("data_101_6.hea").toString(),
            data.resolve("data_92_19.hea").toString(),
            data.resolve("data_84_2.hea").toString(),
            data.resolve("data_21_8.hea").toString(),
            "--lead",
            "II",
            "--resamples",
            "50",
            "--output",
            folder.toString());

    assertThat(runner.err()).isEmpty();
    assertThat(code).isEqualTo(ExitCode.OK);
    StreamEvaluation evaluation = new EvaluationJson().read(folder.resolve(EvaluationTables.JSON));
    // Counted by evaluation/src/test/resources/handcount/count_af.py from the annotations' bytes.
    assertThat(device(evaluation, "data_101_6").episodes()).isEqualTo(4);
    assertThat(device(evaluation, "data_101_6").trueSeconds()).isEqualTo(45.600);
    assertThat(device(evaluation, "data_92_19").episodes()).isEqualTo(2);
    assertThat(device(evaluation, "data_92_19").trueSeconds()).isEqualTo(57.360);
    assertThat(device(evaluation, "data_84_2").trueSeconds()).isEqualTo(358.205);
    assertThat(device(evaluation, "data_21_8").episodes()).isZero();
    assertThat(runner.out())
        .containsPattern("data_84_2 +II +5\\.97 +5\\.97 ")
        .containsPattern("data_21_8 +II +8\\.64 +0\\.00 ");
    // What both are is counted once more, a millisecond at a time.
    for (String device : List.of("data_101_6", "data_92_19")) {
      EpisodeFigures figures = device(evaluation, device);
      assertThat(figures.bothSeconds())
          .isCloseTo(milliseconds(evaluation, device) / 1000.0, within(0.02));
    }
    assertThat(folder.resolve("windows.parquet")).exists();
    assertThat(Files.readAllLines(folder.resolve("streams.csv"))).hasSize(5);
  }

  private static EpisodeFigures device(StreamEvaluation evaluation, String device) {
    return evaluation.labels().stream()
        .filter(label -> label.label().equals("AFIB"))
        .flatMap(label -> label.groups().stream())
        .filter(group -> group.dimension() == GroupFigures.Dimension.DEVICE)
        .filter(group -> group.group().equals(device))
        .findFirst()
        .orElseThrow()
        .figures()
        .episodes()
        .orElseThrow();
  }

  private static int milliseconds(StreamEvaluation evaluation, String device) {
    EvaluatedStream stream =
        evaluation.streams().stream()
            .filter(one -> one.device().equals(device))
            .findFirst()
            .orElseThrow();
    int both = 0;
    for (long at = stream.fromMicros(); at < stream.toMicros(); at += 1000) {
      long now = at;
      boolean there =
          evaluation.episodes().stream()
              .anyMatch(
                  episode ->
                      episode.device().equals(device)
                          && episode.label().equals("AFIB")
                          && episode.fromMicros() <= now
                          && now < episode.toMicros());
      boolean alerted =
          evaluation.alerts().stream()
              .anyMatch(
                  alert ->
                      alert.device().equals(device)
                          && alert.label().equals("AFIB")
                          && alert.fromMicros() <= now
                          && now < alert.toMicros());
      both += there && alerted ? 1 : 0;
    }
    return both;
  }

  @Test
  void theRulesOverTheScoresGiveTheAlertsOfTheJobAndOtherPoliciesGiveOthers(@TempDir Path folder)
      throws IOException {
    Path data = data("cpsc2021");
    Path standard = folder.resolve("standard.json");
    PolicyFile.write(List.of(AlertPolicies.defaultFor("AFIB")), standard);
    Path deaf = folder.resolve("deaf.json");
    PolicyFile.write(
        List.of(
            AlertPolicy.newBuilder(AlertPolicies.defaultFor("AFIB"))
                .setVersion("deaf")
                .setEnabled(false)
                .build()),
        deaf);

    evaluate(data, folder, "job");
    evaluate(data, folder, "rules", "--policies", standard.toString());
    evaluate(data, folder, "deaf", "--against-policies", deaf.toString());

    StreamEvaluation job = new EvaluationJson().read(folder.resolve("job/evaluation.json"));
    StreamEvaluation rules = new EvaluationJson().read(folder.resolve("rules/evaluation.json"));
    assertThat(job.alerts()).isNotEmpty().isEqualTo(rules.alerts());
    StreamEvaluation both = new EvaluationJson().read(folder.resolve("deaf/evaluation.json"));
    assertThat(both.comparison().orElseThrow().changes())
        .filteredOn(change -> change.label().equals("AFIB"))
        .isNotEmpty()
        .allMatch(
            change ->
                change.kind() == Change.Kind.LOST || change.kind() == Change.Kind.FALSE_ALARM_GONE);
    assertThat(folder.resolve("deaf/changes.parquet")).exists();
  }

  private void evaluate(Path data, Path folder, String name, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "evaluate",
                "stream",
                data.resolve("data_101_6.hea").toString(),
                data.resolve("data_8_2.hea").toString(),
                "--lead",
                "II",
                "--precision",
                "plain",
                "--resamples",
                "20",
                "--output",
                folder.resolve(name).toString()));
    arguments.addAll(List.of(more));
    int code = runner.run(arguments.toArray(String[]::new));
    assertThat(runner.err()).isEmpty();
    assertThat(code).isEqualTo(ExitCode.OK);
  }

  @Test
  void aPolicyIsTunedOverSeveralEvidencesDrawnAndWritten(@TempDir Path folder) throws IOException {
    Path data = data("cpsc2021");

    int code =
        runner.run(
            "policy",
            "tune",
            "AFIB",
            "--stream",
            data.resolve("data_84_2.hea") + "," + data.resolve("data_21_8.hea"),
            "--lead",
            "II",
            "--false-alarms-per-day",
            "1000",
            "--version",
            "tuned",
            "--sweep",
            "1/1,2/3",
            "--plot",
            folder.resolve("afib.svg").toString(),
            "--write",
            folder.resolve("afib.json").toString());

    assertThat(runner.err()).isEmpty();
    assertThat(code).isEqualTo(ExitCode.OK);
    assertThat(runner.out()).contains("found of 1").contains("1 of 1 true episodes");
    assertThat(Files.readString(folder.resolve("afib.svg"))).startsWith("<svg").contains("2/3");
    assertThat(PolicyFile.read(folder.resolve("afib.json")))
        .singleElement()
        .satisfies(
            policy -> {
              assertThat(policy.getVersion()).isEqualTo("tuned");
              assertThat(policy.getThreshold()).isBetween(0.01f, 0.99f);
            });
  }

  private static Path data(String name) {
    Path path = SourceTree.root().resolve("../shared/data").resolve(name).normalize();
    assumeTrue(Files.isDirectory(path), "skipped: no " + name + " in ../shared/data");
    return path;
  }
}
