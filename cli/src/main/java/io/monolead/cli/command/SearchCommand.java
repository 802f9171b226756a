// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.training.experiment.Experiments;
import io.monolead.training.experiment.RunSpec;
import io.monolead.training.experiment.Search;
import io.monolead.training.experiment.SearchReport;
import io.monolead.training.report.ReportFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code monolead search}. */
@Command(
    name = "search",
    description = {
      "Search for the weights of MKD and CLT on the validation folds: all pairs of a small grid are"
          + " trained briefly, the better half of them twice as long, and so on.",
      "Runs are kept in a store and shared with experiments; a command that was broken off goes on"
          + " where it stopped."
    },
    footer = {
      "  monolead search --data ptb-xl --task superdiagnostic",
      "  monolead search --data ptb-xl --alphas 0.5,1,2 --betas 0,0.1 --rounds 2 --seeds 1"
    })
public final class SearchCommand extends MonoleadCommand {
  @Mixin private ExperimentOptions options;

  @Option(
      names = "--backbone",
      paramLabel = "NETWORK",
      defaultValue = Experiments.QUICK_BACKBONE,
      description = "Architecture of teachers and students (default: ${DEFAULT-VALUE}).")
  private String backbone;

  @Option(
      names = "--alphas",
      split = ",",
      defaultValue = "0.3,1,3",
      description = "Weights of MKD (default: ${DEFAULT-VALUE}).")
  private List<Double> alphas;

  @Option(
      names = "--betas",
      split = ",",
      defaultValue = "0,0.02,0.1,0.3",
      description = "Weights of CLT (default: ${DEFAULT-VALUE}).")
  private List<Double> betas;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description =
          "Rounds; the last one trains for --epochs, each before it half as long (default:"
              + " ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      defaultValue = "results/search",
      description = "Where the report goes (default: ${DEFAULT-VALUE}).")
  private Path out;

  public SearchCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Search search;
    try {
      search = new Search(options.setting(1, 0), backbone, alphas, betas, rounds);
    } catch (IllegalArgumentException e) {
      throw usageMistake(e.getMessage());
    }
    List<Search.Round> found =
        search.carryOut(options.known(), runs -> options.carryOut(runs, context().terminal()));
    List<RunSpec> all = new ArrayList<>();
    for (int round = 0; round < found.size(); round++) {
      for (Search.Placing placing : found.get(round).placings()) {
        all.addAll(search.runs(placing.candidate(), round));
      }
    }
    options.keep(all, context().terminal());
    ReportFolder.write(SearchReport.of(search, found, options.atHand()), out);
    Search.Candidate best = found.get(found.size() - 1).survivors().get(0);
    context()
        .terminal()
        .print(
            new Line()
                .add("chosen  ", Style.BOLD)
                .add(
                    String.format(Locale.ROOT, "--alpha %s --beta %s", best.alpha(), best.beta())));
    context()
        .terminal()
        .print(new Line().add("report  ", Style.BOLD).add(out.resolve("report.html").toString()));
    return ExitCode.OK;
  }
}
