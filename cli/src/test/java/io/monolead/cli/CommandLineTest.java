// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.cli.invocation.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class CommandLineTest {
  @TempDir Path folder;

  static Stream<String> everyCommand() {
    List<String> names = new ArrayList<>();
    collect(runner(Path.of("unused")).commandLine(), names);
    return names.stream();
  }

  private static void collect(CommandLine line, List<String> names) {
    names.add(line.getCommandSpec().qualifiedName());
    line.getSubcommands().values().forEach(sub -> collect(sub, names));
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void theHelpOfEveryCommandHasAnExampleAndTheExitCodes(String qualifiedName) {
    List<String> arguments = new ArrayList<>(List.of(qualifiedName.split(" ", -1)));
    arguments.remove(0);
    arguments.add("--help");
    CommandRunner runner = runner(folder);

    int code = runner.run(arguments.toArray(String[]::new));

    assertThat(code).isZero();
    assertThat(runner.out())
        .contains("Examples:\n  " + qualifiedName)
        .contains("Exit codes:")
        .contains("--debug")
        .doesNotContain("DEFAULT-VALUE");
    assertThat(runner.err()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void everyOptionIsDescribed(String qualifiedName) {
    CommandLine line = runner(folder).commandLine();
    for (String name : List.of(qualifiedName.split(" ", -1))) {
      line = name.equals("monolead") ? line : line.getSubcommands().get(name);
    }

    assertThat(line.getCommandSpec().options())
        .allSatisfy(option -> assertThat(String.join("", option.description())).isNotBlank());
  }

  @Test
  void theVersionIsThatOfTheBuild() {
    CommandRunner runner = runner(folder);

    int code = runner.run("--version");

    assertThat(code).isZero();
    assertThat(runner.out()).matches("monolead \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
  }

  @Test
  void aMissingFileIsOneClearLineAndExitCode1() {
    CommandRunner runner = runner(folder);

    int code = runner.run("recording", "inspect", folder.resolve("no-such.hea").toString());

    assertThat(code).isEqualTo(ExitCode.FAILED);
    assertThat(runner.err())
        .startsWith("monolead recording inspect: ")
        .contains("no-such.hea")
        .hasLineCount(1);
  }

  @Test
  void aWrongOptionIsShownWithTheNearestAndExitCode2() {
    CommandRunner runner = runner(folder);

    int code = runner.run("demo", "--durations", "60s");

    assertThat(code).isEqualTo(ExitCode.USAGE);
    assertThat(runner.err())
        .contains("--durations")
        .contains("--duration")
        .contains("Try 'monolead demo --help'.")
        .doesNotContain("\tat ");
  }

  @Test
  void aWrongValueSaysHowToWriteIt() {
    CommandRunner runner = runner(folder);

    int code = runner.run("demo", "--duration", "soon");

    assertThat(code).isEqualTo(ExitCode.USAGE);
    assertThat(runner.err()).contains("'soon'").contains("60s");
  }

  @Test
  void optionsThatContradictEachOtherAreAUsageMistake() {
    CommandRunner runner = runner(folder);

    assertThat(runner.run("demo", "--speed", "10x")).isEqualTo(ExitCode.USAGE);
    assertThat(runner.run("replay")).isEqualTo(ExitCode.USAGE);
    assertThat(runner.run("replay", "--ptb-xl", "x")).isEqualTo(ExitCode.USAGE);
    assertThat(runner.run("evaluate")).isEqualTo(ExitCode.USAGE);
    assertThat(runner.run("evaluate", "--stream", "x", "--card")).isEqualTo(ExitCode.USAGE);
    assertThat(runner.run("topics")).isEqualTo(ExitCode.USAGE);
    assertThat(runner.run()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void withoutABrokerTheAddressIsNamed() {
    CommandRunner runner = runner(folder);

    int code = runner.run("replay", "--bootstrap", "no.such.host.invalid:9092", folder.toString());
    assertThat(code).isEqualTo(ExitCode.FAILED);

    code = runner.run("topics", "list", "--bootstrap", "no.such.host.invalid:9092");
    assertThat(code).isEqualTo(ExitCode.FAILED);
    assertThat(runner.err()).contains("no.such.host.invalid:9092").doesNotContain("\tat ");
  }

  @Test
  void withoutAModelItSaysHowToNameOne() {
    CommandRunner runner = runner(folder);

    int code = runner.run("demo", "--duration", "1s");

    assertThat(code).isEqualTo(ExitCode.FAILED);
    assertThat(runner.err()).contains("--model").hasLineCount(1);
  }

  @Test
  void aFileThatIsNoBundleIsRefusedByName() throws Exception {
    Path file = Files.writeString(folder.resolve("m.mlb"), "not a bundle");
    CommandRunner runner = runner(folder);

    int code = runner.run("model", "inspect", file.toString());

    assertThat(code).isEqualTo(ExitCode.FAILED);
    assertThat(runner.err()).contains(file.toString()).hasLineCount(1);
  }

  @Test
  void stackTracesAppearOnlyOnRequest() {
    CommandRunner runner = runner(folder);

    runner.run("recording", "inspect", "no-such.hea", "--debug");

    assertThat(runner.err()).contains("\tat io.monolead");
  }

  @Test
  void theStateFolderFollowsTheXdgSpecification() {
    assertThat(Main.stateFolder(Map.of(), "/home/a"))
        .isEqualTo(Path.of("/home/a/.local/state/monolead"));
    assertThat(Main.stateFolder(Map.of("XDG_STATE_HOME", "/s"), "/home/a"))
        .isEqualTo(Path.of("/s/monolead"));
  }

  private static CommandRunner runner(Path folder) {
    return new CommandRunner(folder, Optional.empty());
  }
}
