// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.cli.CommandRunner;
import io.monolead.cli.architecture.SourceTree;
import io.monolead.cli.invocation.ExitCode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoryITCase {
  @TempDir Path folder;

  @Test
  void theAlertsSayWhatTheStoryTellsAndTheModelIsChangedOnTheWay() {
    CommandRunner runner = new CommandRunner(folder, Optional.of(SourceTree.root()));

    int code = runner.run("demo", "--story", "--no-browser");

    assertThat(runner.err()).isEmpty();
    assertThat(code).isEqualTo(ExitCode.OK);
    String out = runner.out();
    assertThat(out)
        .containsPattern("monitor +http://127\\.0\\.0\\.1:\\d+/")
        .contains("0:12  bed 4 goes into atrial fibrillation")
        .containsPattern("raised +AFIB +bed-04 I")
        .containsPattern("updated +AFIB +bed-04 I .*, acknowledged by nurse 1")
        .containsPattern("cleared +AFIB +bed-04 I")
        .contains("1 of 1 alerts acknowledged")
        .containsPattern("bed-09 +PVC +0:22 to 0:50 +0:\\d\\d +\\S+")
        .containsPattern("bed-11 +lead-off +0:34 to 0:45 +0:3\\d")
        .containsPattern("bed-06 +signal-lost +1:04 to 1:20 +1:\\d\\d")
        .containsPattern("bed-08 +AFIB +1:12 to 1:30 +1:\\d\\d +\\S+-strict")
        .endsWith("\nall as the story expected\n");

    // An order holds ten seconds after it at the earliest, and from there on for every window.
    Matcher uses =
        Pattern.compile("version (\\S+) scored (\\d+) windows that end from (\\S+) to (\\S+)")
            .matcher(out);
    assertThat(uses.find()).isTrue();
    String last = uses.group(4);
    assertThat(uses.group(1)).doesNotEndWith("-strict");
    assertThat(uses.find()).isTrue();
    assertThat(uses.group(1)).endsWith("-strict");
    assertThat(Long.parseLong(uses.group(2))).isGreaterThan(200);
    assertThat(uses.group(3)).isBetween("0:55", "1:10").isGreaterThanOrEqualTo(last);
    assertThat(uses.find()).isFalse();
  }
}
