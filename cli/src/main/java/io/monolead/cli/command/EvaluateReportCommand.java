// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.CommandFailure;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.connectors.recordings.RecordingReader;
import io.monolead.evaluation.report.RecordedStrips;
import io.monolead.evaluation.report.ReportLimits;
import io.monolead.evaluation.report.StreamReport;
import io.monolead.evaluation.result.EvaluationJson;
import io.monolead.evaluation.result.StreamEvaluation;
import io.monolead.inference.ModelBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code monolead evaluate report}. */
@Command(
    name = "report",
    description = {
      "Write the page of an evaluation: figures, plots, a timeline per device, and the strip of"
          + " every missed episode and false alarm, shaded by what the network used.",
      "",
      "One HTML file that needs nothing else. Strips are read again from the recordings that the"
          + " evaluation names; those that are gone are said to be."
    },
    footer = {
      "  monolead evaluate report af",
      "  monolead evaluate report next --against next.mlb --strips 20"
    })
public final class EvaluateReportCommand extends MonoleadCommand {
  private static final String EVALUATION = "evaluation.json";

  @Mixin private ModelOption model;

  @Parameters(
      paramLabel = "FOLDER",
      description = "Where 'evaluate stream --output' put evaluation.json.")
  private Path folder;

  @Option(
      names = "--against",
      paramLabel = "FILE",
      description = "Bundle of the second run's model, if it is another one.")
  private Path against;

  @Option(
      names = "--strips",
      paramLabel = "N",
      defaultValue = "60",
      description = "Most strips of a section (default: ${DEFAULT-VALUE}); the rest is counted.")
  private int strips;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The page (default: " + StreamReport.FILE + " in the folder).")
  private Path output;

  public EvaluateReportCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException {
    if (strips < 0) {
      throw usageMistake("--strips is at least 0, not " + strips);
    }
    Path file = folder.resolve(EVALUATION);
    if (!Files.isRegularFile(file)) {
      throw new CommandFailure(
          "There is no " + file + "; 'monolead evaluate stream --output' writes one");
    }
    StreamEvaluation evaluation = new EvaluationJson().read(file);
    Path page = output == null ? folder.resolve(StreamReport.FILE) : output;
    ModelBundle bundle = ModelBundle.read(model.file(context()));
    try {
      new StreamReport(
              evaluation,
              new RecordedStrips(RecordingReader.lenient(problem -> {}), evaluation.streams()),
              Optional.of(bundle),
              against == null ? Optional.empty() : Optional.of(ModelBundle.read(against)),
              List.of(),
              new ReportLimits(
                  strips, ReportLimits.DEFAULT.timelines(), ReportLimits.DEFAULT.rows()))
          .write(page);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("No report of " + file + ": " + e.getMessage(), e);
    }
    context()
        .terminal()
        .print(
            new Line()
                .add("written", Style.GREEN)
                .add(
                    String.format(
                        Locale.ROOT,
                        "  %s, %.1f MB: %d episodes, %d missed; %d false alarms%s",
                        page,
                        Files.size(page) / 1e6,
                        evaluation.episodes().size(),
                        evaluation.missed().size(),
                        evaluation.falseAlarms().size(),
                        bundle.manifest().hasAttention()
                            ? ""
                            : "; no shades, for the bundle holds no attention")));
    return ExitCode.OK;
  }
}
