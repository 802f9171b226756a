// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.monolead.cli.CommandRunner;
import io.monolead.cli.architecture.SourceTree;
import io.monolead.cli.invocation.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
  void minutesInAlertStandBesideTheAnnotatedMinutes() {
    Path data = data("cpsc2021");

    int code =
        runner.run(
            "evaluate",
            "--stream",
            data.resolve("data_84_2.hea") + "," + data.resolve("data_21_8.hea"),
            "--lead",
            "II");

    assertThat(runner.err()).isEmpty();
    assertThat(code).isEqualTo(ExitCode.OK);
    // Persistent fibrillation throughout, and none at all, by the recordings' annotations.
    assertThat(runner.out())
        .containsPattern("data_84_2 +II +5\\.97 +5\\.97 ")
        .containsPattern("data_21_8 +II +8\\.64 +0\\.00 ");
  }

  private static Path data(String name) {
    Path path = SourceTree.root().resolve("../shared/data").resolve(name).normalize();
    assumeTrue(Files.isDirectory(path), "skipped: no " + name + " in ../shared/data");
    return path;
  }
}
