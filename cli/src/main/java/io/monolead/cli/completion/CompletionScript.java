// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.completion;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A script that completes commands, options and the values that are known: for bash, and for zsh,
 * which it asks to complete as bash does.
 */
public final class CompletionScript {
  private CompletionScript() {}

  /**
   * Writes the script.
   *
   * @param line the whole command line; options get candidates, so it is for nothing else after
   * @param values what can follow an option or stand for a parameter, by the option's name without
   *     dashes or the parameter's label, in lower case and singular: {@code lead} is for {@code
   *     --leads} too
   */
  public static String of(CommandLine line, Map<String, List<String>> values) {
    offer(line, values);
    return AutoComplete.bash(line.getCommandName(), line);
  }

  private static void offer(CommandLine line, Map<String, List<String>> values) {
    CommandSpec spec = line.getCommandSpec();
    for (OptionSpec option : List.copyOf(spec.options())) {
      List<String> candidates = values.get(singular(option.longestName()));
      if (candidates != null && isFree(option)) {
        spec.remove(option);
        spec.addOption(OptionSpec.builder(option).completionCandidates(candidates).build());
      }
    }
    for (PositionalParamSpec parameter : List.copyOf(spec.positionalParameters())) {
      List<String> candidates = values.get(singular(parameter.paramLabel()));
      if (candidates != null && isFree(parameter)) {
        spec.remove(parameter);
        spec.addPositional(
            PositionalParamSpec.builder(parameter).completionCandidates(candidates).build());
      }
    }
    // A command may have several names, and is there under each.
    Set<CommandLine> commands = new LinkedHashSet<>(line.getSubcommands().values());
    commands.forEach(each -> offer(each, values));
  }

  /** Whether nothing else is known of its values, as it is of an enum's. */
  private static boolean isFree(ArgSpec argument) {
    return argument.group() == null
        && argument.completionCandidates() == null
        && argument.arity().max() > 0;
  }

  private static String singular(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceFirst("^-+", "");
    return plain.endsWith("s") ? plain.substring(0, plain.length() - 1) : plain;
  }
}
