// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.inference.InferenceEngine;
import io.monolead.training.evaluation.Bootstrap;
import io.monolead.training.experiment.DataSets;
import io.monolead.training.experiment.Experiment;
import io.monolead.training.experiment.ExperimentReport;
import io.monolead.training.experiment.Experiments;
import io.monolead.training.experiment.RunExecution;
import io.monolead.training.experiment.RunSpec;
import io.monolead.training.experiment.RunStore;
import io.monolead.training.experiment.Setting;
import io.monolead.training.report.ReportFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code monolead experiment}. */
@Command(
    name = "experiment",
    description = {
      "Reproduce a table or figure of the MVKT-ECG paper on the data at hand: train what it needs,"
          + " then write Markdown, CSV, plots and one HTML page, with the paper's figures beside"
          + " ours.",
      "Runs are kept in a store and shared between experiments; a command that was broken off goes"
          + " on where it stopped."
    },
    footer = {
      "  monolead experiment table2 --data ptb-xl --task superdiagnostic",
      "  monolead experiment figure3 --data ptb-xl --backbones resnet1d34 --seeds 1"
    })
public final class ExperimentCommand extends MonoleadCommand {
  @Parameters(
      paramLabel = "NAME",
      description =
          "table1, table2, table3, table4, table5, figure3, figure4 or figure5 of the"
              + " paper; steps, which goes on from there.")
  private String name;

  @Mixin private ExperimentOptions options;

  @Option(
      names = "--backbones",
      split = ",",
      paramLabel = "NETWORK",
      description =
          "Architectures (default: the paper's five, or resnet1d_wang where one is enough).")
  private List<String> backbones;

  @Option(
      names = "--alpha",
      defaultValue = "1",
      description = "Weight of MKD (default: ${DEFAULT-VALUE}).")
  private double alpha;

  @Option(
      names = "--beta",
      defaultValue = "0.1",
      description = "Weight of CLT (default: ${DEFAULT-VALUE}).")
  private double beta;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Where the report goes (default: results/NAME).")
  private Path out;

  @Option(
      names = "--report-only",
      description = "Train nothing; report on the seeds whose runs are finished.")
  private boolean reportOnly;

  public ExperimentCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!Experiments.NAMES.contains(name)) {
      throw usageMistake(
          "There is no experiment '"
              + name
              + "'; there are "
              + String.join(", ", Experiments.NAMES));
    }
    Experiment experiment = Experiments.named(name, options.setting(alpha, beta), networks());
    if (!reportOnly) {
      options.carryOut(experiment.runs(), context().terminal());
    }
    options.keep(experiment.runs(), context().terminal());
    Path folder = out == null ? Path.of("results", name) : out;
    ReportFolder.write(
        new ExperimentReport(
                experiment,
                options.known(),
                Bootstrap.DEFAULT,
                options.atHand(),
                new StoredFeatures(options.store(), options.data()))
            .make(),
        folder);
    context()
        .terminal()
        .print(
            new Line().add("report  ", Style.BOLD).add(folder.resolve("report.html").toString()));
    return ExitCode.OK;
  }

  private List<String> networks() {
    if (backbones != null) {
      return backbones;
    }
    return Experiments.comparesBackbones(name)
        ? Setting.BACKBONES
        : List.of(Experiments.QUICK_BACKBONE);
  }

  private record StoredFeatures(RunStore runs, Path data)
      implements ExperimentReport.FeatureSource {
    @Override
    public boolean has(RunSpec run) {
      return runs.knows(run);
    }

    @Override
    public double[][] of(RunSpec run) throws IOException {
      InferenceEngine.start();
      return new RunExecution(runs, DataSets.open(run, data)).features(run);
    }
  }
}
