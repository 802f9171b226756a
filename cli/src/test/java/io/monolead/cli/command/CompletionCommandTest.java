// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.monolead.cli.CommandRunner;
import io.monolead.cli.architecture.SourceTree;
import io.monolead.cli.invocation.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script as the shells themselves run it. */
class CompletionCommandTest {
  private static final long SECONDS = 60;

  /** Asks as a shell does when Tab is pressed after the words. */
  private static final String ASK =
      """
      source "$1"
      shift
      COMP_WORDS=("$@")
      COMP_CWORD=$(($# - 1))
      COMP_LINE="$*"
      COMP_POINT=${#COMP_LINE}
      COMP_TYPE=9
      COMP_KEY=9
      _complete_monolead "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """;

  @TempDir static Path folder;
  private static Path script;

  @BeforeAll
  static void writeTheScript() throws IOException {
    script = Files.writeString(folder.resolve("monolead"), script("bash"));
  }

  private static String script(String shell) {
    CommandRunner runner = new CommandRunner(folder, Optional.of(SourceTree.root()));
    assertThat(runner.run("completion", shell)).isEqualTo(ExitCode.OK);
    assertThat(runner.err()).isEmpty();
    return runner.out();
  }

  private static List<String> run(String shell, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(shell));
    command.addAll(List.of(arguments));
    Process process;
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    // zsh keeps what it found in the home folder.
    builder.environment().put("HOME", folder.toString());
    try {
      process = builder.start();
    } catch (IOException e) {
      String message = "SKIPPED CompletionCommandTest: there is no " + shell + " here";
      System.err.println(message);
      assumeTrue(false, message);
      throw e;
    }
    try {
      byte[] output = process.getInputStream().readAllBytes();
      assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
      return new String(output, StandardCharsets.UTF_8).lines().map(String::strip).toList();
    } finally {
      process.destroyForcibly();
    }
  }

  private static List<String> complete(String... words) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("--norc", "--noprofile", "-c", ASK, "ask", script.toString()));
    arguments.addAll(List.of(words));
    return run("bash", arguments.toArray(String[]::new));
  }

  @Test
  void commandsAreCompleted() throws Exception {
    assertThat(complete("monolead", "si")).containsExactly("simulate");
    assertThat(complete("monolead", "")).contains("demo", "run", "watch", "completion");
    assertThat(complete("monolead", "model", "ro")).containsExactly("roll-back");
    assertThat(complete("monolead", "topics", "")).contains("create", "list");
  }

  @Test
  void optionsAreCompleted() throws Exception {
    assertThat(complete("monolead", "simulate", "--sc")).containsExactly("--scenario");
    assertThat(complete("monolead", "simulate", "--devices", "3", "--boot"))
        .containsExactly("--bootstrap");
  }

  @Test
  void scenariosThatShipAreCompleted() throws Exception {
    assertThat(complete("monolead", "simulate", "--scenario", "af")).containsExactly("af-night");
  }

  @Test
  void leadsAreCompleted() throws Exception {
    assertThat(complete("monolead", "simulate", "--lead", "aV"))
        .containsExactlyInAnyOrder("aVR", "aVL", "aVF");
  }

  @Test
  void labelsOfTheShippedModelsAreCompleted() throws Exception {
    assertThat(complete("monolead", "alert", "silence", "--label", "S"))
        .containsExactlyInAnyOrder("STACH", "SBRAD", "STD_");
  }

  @Test
  void networksAreCompletedAsAParameter() throws Exception {
    assertThat(complete("monolead", "network", "show", "xresnet1d5")).contains("xresnet1d50");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void theShellRegistersTheScriptWithoutAComplaint(String shell) throws Exception {
    Path own = Files.writeString(folder.resolve("monolead." + shell), script(shell));
    String quiet = shell.equals("bash") ? "--norc" : "-f";

    List<String> output =
        run(
            shell,
            quiet,
            "-c",
            """
            source "$0" 2>&1
            if [ -n "$ZSH_VERSION" ]; then
              [ -n "${_comps[monolead]}" ] && echo registered
            else
              complete -p monolead >/dev/null && echo registered
            fi
            """,
            own.toString());

    assertThat(output).containsExactly("registered");
  }

  @Test
  void anotherShellIsAUsageMistake() {
    CommandRunner runner = new CommandRunner(folder, Optional.empty());
    assertThat(runner.run("completion", "fish")).isEqualTo(ExitCode.USAGE);
    assertThat(runner.err()).contains("fish").containsIgnoringCase("bash");
  }
}
