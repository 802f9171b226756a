// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.docs;

import io.monolead.cli.CommandRunner;
import io.monolead.cli.invocation.StandardOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Every command as picocli knows it. */
final class CommandReference {
  private CommandReference() {}

  /** All commands, each after the one that it belongs to. */
  static List<CommandLine> commands() {
    List<CommandLine> all = new ArrayList<>();
    collect(new CommandRunner(Path.of("unused"), Optional.empty()).commandLine(), all);
    return all;
  }

  private static void collect(CommandLine line, List<CommandLine> all) {
    all.add(line);
    // A command may have several names, and is there under each.
    Set<CommandLine> commands = new LinkedHashSet<>(line.getSubcommands().values());
    commands.forEach(each -> collect(each, all));
  }

  /** The page on all commands. */
  static String page() {
    List<CommandLine> commands = commands();
    StringBuilder page = new StringBuilder();
    Markdown contents = Markdown.table("Command", "What it does");
    for (CommandLine line : commands) {
      CommandSpec spec = line.getCommandSpec();
      String name = spec.qualifiedName();
      contents.row(
          "[`" + name + "`](#" + name.replace(' ', '-') + ")",
          Arrays.stream(spec.usageMessage().description())
              .findFirst()
              .map(CommandReference::typed)
              .orElse(""));
    }
    page.append(contents).append('\n');
    page.append("Every command takes these too:\n\n");
    page.append(options(CommandSpec.forAnnotatedObject(new StandardOptions()))).append('\n');
    commands.forEach(line -> command(page, line));
    return page.toString().strip() + "\n";
  }

  private static void command(StringBuilder page, CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    page.append("## ").append(spec.qualifiedName()).append("\n\n");
    for (String paragraph : spec.usageMessage().description()) {
      page.append(typed(paragraph)).append("\n\n");
    }
    page.append("```text\n").append(synopsis(line)).append("\n```\n\n");
    if (!spec.positionalParameters().isEmpty()) {
      Markdown table = Markdown.table("Parameter", "What it is");
      for (PositionalParamSpec parameter : spec.positionalParameters()) {
        table.row(Markdown.code(parameter.paramLabel()), described(parameter));
      }
      page.append(table).append('\n');
    }
    String options = options(spec);
    if (!options.isEmpty()) {
      page.append(options).append('\n');
    }
    List<String> examples = examples(line);
    if (!examples.isEmpty()) {
      page.append("```text\n").append(String.join("\n", examples)).append("\n```\n\n");
    }
  }

  /** The examples of a command's help as they are typed, line by line. */
  static List<String> examples(CommandLine line) {
    return Arrays.stream(line.getCommandSpec().usageMessage().footer())
        .map(example -> typed(example.startsWith("  ") ? example.substring(2) : example))
        .toList();
  }

  /** What picocli's formats stand for. */
  private static String typed(String text) {
    return text.replace("%n", "\n").replace("%%", "%").replace("\\\\", "\\");
  }

  private static String synopsis(CommandLine line) {
    // As the help has it, whatever the width of a terminal.
    Help help = new Help(line.getCommandSpec(), Help.defaultColorScheme(Help.Ansi.OFF));
    return help.abbreviatedSynopsis().strip().replaceAll("\\s+", " ");
  }

  /** A table of options; empty if the command has none but those that all have. */
  private static String options(CommandSpec spec) {
    Set<String> standard = new LinkedHashSet<>();
    if (!(spec.userObject() instanceof StandardOptions)) {
      CommandSpec.forAnnotatedObject(new StandardOptions())
          .options()
          .forEach(option -> standard.add(option.longestName()));
    }
    Markdown table = Markdown.table("Option", "What it is");
    boolean any = false;
    for (OptionSpec option : spec.options()) {
      if (!standard.contains(option.longestName()) && !option.hidden()) {
        String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
        String names = String.join(", ", option.names());
        table.row(
            Markdown.code(names + value),
            described(option) + (option.required() ? " Required." : ""));
        any = true;
      }
    }
    return any ? table.toString() : "";
  }

  private static String described(ArgSpec argument) {
    return typed(String.join(" ", argument.description()));
  }
}
