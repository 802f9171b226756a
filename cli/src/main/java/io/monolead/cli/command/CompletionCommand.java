// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.completion.CompletionScript;
import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.connectors.scenario.ScenarioFiles;
import io.monolead.inference.ModelBundle;
import io.monolead.signal.Lead;
import io.monolead.training.network.NetworkCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code monolead completion}. */
@Command(
    name = "completion",
    description = {
      "Print a script that completes commands, options and known values in a shell.",
      "Write it once after each update: a shell that runs it anew waits for Java each time. Leads,"
          + " labels of the shipped models, scenarios and networks are completed too."
    },
    footer = {
      "  monolead completion bash > ~/.local/share/bash-completion/completions/monolead",
      "  monolead completion zsh > ~/.monolead-completion && echo 'source ~/.monolead-completion'"
          + " >> ~/.zshrc"
    })
public final class CompletionCommand extends MonoleadCommand {
  /** Shells whose completion is known; zsh runs bash's. */
  enum Shell {
    BASH,
    ZSH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(paramLabel = "SHELL", description = "Which shell: ${COMPLETION-CANDIDATES}.")
  @SuppressWarnings("UnusedVariable") // the script finds out by itself in which of them it runs
  private Shell shell;

  @Spec private CommandSpec own;

  public CompletionCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException {
    List<String> leads = new ArrayList<>(Lead.STANDARD.stream().map(Lead::name).toList());
    Map<String, List<String>> values =
        Map.of(
            "lead",
            leads,
            "label",
            labels(),
            "scenario",
            ScenarioFiles.SHIPPED,
            "network",
            NetworkCatalogue.names());
    CompletionScript.of(own.root().commandLine(), values)
        .lines()
        .forEach(context().terminal()::println);
    return ExitCode.OK;
  }

  /** Labels of the bundles that were shipped; none where monolead does not know its folder. */
  private List<String> labels() throws IOException {
    TreeSet<String> labels = new TreeSet<>();
    if (context().home().isEmpty()) {
      return List.of();
    }
    Path models = context().home().get().resolve("models");
    if (!Files.isDirectory(models)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(models)) {
      for (Path file :
          files.filter(each -> each.toString().endsWith(ModelBundle.EXTENSION)).toList()) {
        labels.addAll(ModelBundle.read(file).manifest().labelSpace().labels());
      }
    }
    return List.copyOf(labels);
  }
}
