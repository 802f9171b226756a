// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.cli.CommandRunner;
import io.monolead.job.config.OptionsTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** The commands that pages and helps show are commands that there are. */
class CommandsInDocsTest {
  private static final String LEFT_OUT = "...";

  /** An option of the job's, in a page. */
  private static final Pattern JOB_OPTION = Pattern.compile("\\bmonolead(?:\\.[a-z-]+){2,}");

  /** System properties of the build's tests and names of packages look like options. */
  private static final Pattern NO_JOB_OPTION =
      Pattern.compile(
          "monolead\\.(savepoint|hostile|docs)\\..*|monolead\\.kafka\\.properties\\..*");

  @TempDir Path folder;

  @Test
  void everyCommandInABlockIsUnderstood() throws IOException {
    List<String> refused = new ArrayList<>();
    int parsed = 0;
    for (DocPage page : DocPage.guides()) {
      for (CodeBlock block : page.blocks()) {
        for (List<String> call : ShellCommands.monolead(block.commands())) {
          parsed++;
          refusal(call).ifPresent(why -> refused.add(block.place() + ": " + call + ": " + why));
        }
      }
    }

    assertThat(refused).isEmpty();
    assertThat(parsed).as("commands parsed").isGreaterThan(60);
  }

  @Test
  void everyCommandWithinTheTextIsUnderstood() throws IOException {
    List<String> refused = new ArrayList<>();
    for (DocPage page : DocPage.guides()) {
      for (DocPage.Span span : page.spans()) {
        for (List<String> call : ShellCommands.monolead(List.of(span.code()))) {
          if (!call.isEmpty() && call.get(0).matches("[A-Z]+")) {
            // The name of a job, or monolead COMMAND: no call but its pattern.
            continue;
          }
          // In a sentence what must be given need not be.
          List<String> incomplete = new ArrayList<>(call);
          incomplete.add(LEFT_OUT);
          refusal(incomplete)
              .ifPresent(why -> refused.add(page.name() + ":" + span.line() + ": " + call + why));
        }
      }
    }

    assertThat(refused).isEmpty();
  }

  @Test
  void everyExampleOfTheHelpIsUnderstood() {
    List<String> refused = new ArrayList<>();
    int parsed = 0;
    for (CommandLine command : commands(commandLine())) {
      List<String> footer =
          Arrays.stream(command.getCommandSpec().usageMessage().footer())
              .map(line -> line.replace("\\\\", "\\").replace("%%", "%").stripTrailing())
              .toList();
      for (List<String> call : ShellCommands.monolead(footer)) {
        if (call.contains("COMMAND")) {
          continue;
        }
        parsed++;
        refusal(call)
            .ifPresent(
                why ->
                    refused.add(
                        command.getCommandSpec().qualifiedName() + ": " + call + ": " + why));
      }
    }

    assertThat(refused).isEmpty();
    assertThat(parsed).isGreaterThan(50);
  }

  @Test
  void everyOptionOfTheJobThatAPageNamesIsOne() throws IOException {
    Set<String> known = new TreeSet<>();
    Matcher row = Pattern.compile("(?m)^\\| `(monolead\\.[^`]+)`").matcher(OptionsTable.markdown());
    while (row.find()) {
      known.add(row.group(1));
    }
    List<String> unknown = new ArrayList<>();
    for (DocPage page : DocPage.guides()) {
      for (DocPage.Span span : page.spans()) {
        Matcher named = JOB_OPTION.matcher(span.code());
        while (named.find()) {
          boolean partOfAnotherName =
              named.start() > 0 && "./-D".indexOf(span.code().charAt(named.start() - 1)) >= 0;
          if (!partOfAnotherName
              && !known.contains(named.group())
              && !NO_JOB_OPTION.matcher(named.group()).matches()) {
            unknown.add(page.name() + ":" + span.line() + ": " + named.group());
          }
        }
      }
      for (CodeBlock block : page.blocks()) {
        for (List<String> call : ShellCommands.monolead(block.commands())) {
          for (int i = 1; i < call.size(); i++) {
            if (call.get(i - 1).equals("--set")) {
              String key = call.get(i).replaceFirst("=.*", "");
              String full = key.startsWith("monolead.") ? key : "monolead." + key;
              if (!known.contains(full)
                  && !NO_JOB_OPTION.matcher(full).matches()
                  && !call.get(i).matches("(metrics|state|execution|taskmanager|rest)\\..*")) {
                unknown.add(block.place() + ": " + call.get(i));
              }
            }
          }
        }
      }
    }

    assertThat(known).hasSizeGreaterThan(40);
    assertThat(unknown).isEmpty();
  }

  @Test
  void everyScriptSaysWhetherItIsRun() throws IOException {
    List<String> unclear = new ArrayList<>();
    for (DocPage page : DocPage.guides()) {
      for (CodeBlock block : page.blocks()) {
        try {
          if (block.isScript() || block.isTranscript()) {
            RunMarker.of(block);
          } else if (block.marker().filter(RunMarker::isOne).isPresent()) {
            unclear.add(block.place() + ": a marker, but the block is neither sh nor console");
          }
          if (block.language().isEmpty() && !block.commands().isEmpty()) {
            unclear.add(block.place() + ": commands with their output are ```console blocks");
          }
        } catch (IllegalArgumentException e) {
          unclear.add(e.getMessage());
        }
      }
    }

    assertThat(unclear).isEmpty();
  }

  private CommandLine commandLine() {
    return new CommandRunner(folder, Optional.empty()).commandLine();
  }

  private static List<CommandLine> commands(CommandLine line) {
    List<CommandLine> all = new ArrayList<>(List.of(line));
    line.getSubcommands().values().forEach(sub -> all.addAll(commands(sub)));
    return all;
  }

  /** Why picocli refuses a call; empty if it does not. */
  private Optional<String> refusal(List<String> call) {
    boolean incomplete = call.contains(LEFT_OUT);
    String[] arguments =
        call.stream().filter(each -> !each.equals(LEFT_OUT)).toArray(String[]::new);
    try {
      commandLine().parseArgs(arguments);
      return Optional.empty();
    } catch (MissingParameterException e) {
      return incomplete ? Optional.empty() : Optional.of(e.getMessage());
    } catch (ParameterException e) {
      return Optional.of(e.getMessage());
    }
  }
}
