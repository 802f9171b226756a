// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.benchmarks.guard.GuardComparison;
import io.monolead.benchmarks.guard.GuardFigures;
import io.monolead.benchmarks.guard.GuardRun;
import io.monolead.benchmarks.report.Sample;
import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.cli.terminal.Terminal;
import io.monolead.cli.terminal.TextTable;
import io.monolead.inference.ModelBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code monolead benchmark}. */
@Command(
    name = "benchmark",
    description = {
      "Measure what the parts of a window's way cost here, each as a multiple of a fixed piece of"
          + " arithmetic that is measured in turns with it. With --compare, say what got slower"
          + " since a baseline was written, and fail if anything did.",
      "",
      "Ratios are comparable between runs on one kind of machine. The measurements with a broker,"
          + " a cluster and peers are in benchmarks/; docs/performance.md shows them."
    },
    footer = {
      "  monolead benchmark --write baseline.json",
      "  monolead benchmark --compare baseline.json"
    })
public final class BenchmarkCommand extends MonoleadCommand {
  @Mixin private ModelOption model;

  @Option(
      names = "--compare",
      paramLabel = "BASELINE",
      description = "Figures to compare with, from --write.")
  private Path baseline;

  @Option(names = "--write", paramLabel = "FILE", description = "Write the figures to this file.")
  private Path output;

  @Option(
      names = "--tolerance",
      defaultValue = "0.15",
      paramLabel = "SHARE",
      description =
          "How much dearer a part may be before it counts as slower, if the spread of the rounds"
              + " does not explain it (default: ${DEFAULT-VALUE}).")
  private double tolerance;

  @Option(
      names = "--rounds",
      defaultValue = "15",
      paramLabel = "N",
      description = "Turns of each part (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--millis",
      defaultValue = "100",
      paramLabel = "MS",
      description = "Time of one turn (default: ${DEFAULT-VALUE}).")
  private int millis;

  public BenchmarkCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException {
    if (rounds < 3 || millis < 1 || !(tolerance >= 0)) {
      throw usageMistake("--rounds is 3 or more, --millis 1 or more, --tolerance 0 or more");
    }
    // Before minutes are spent on measuring.
    GuardFigures before = baseline == null ? null : GuardFigures.read(baseline);
    ModelBundle bundle = ModelBundle.read(model.file(context()));
    Terminal terminal = context().terminal();
    GuardFigures now = new GuardRun(rounds, millis).measure(bundle, progress -> {});
    terminal.println(now.machine().text());
    if (output != null) {
      now.write(output);
    }
    if (before == null) {
      print(now);
      return ExitCode.OK;
    }
    if (!before.machine().equals(now.machine())) {
      terminal.println("The baseline was written on another machine: " + before.machine().text());
    }
    return compare(GuardComparison.of(before, now, tolerance));
  }

  private void print(GuardFigures figures) {
    TextTable table = new TextTable("lrrr", "part", "us", "of reference", "quartiles");
    figures
        .figures()
        .forEach(
            (name, figure) ->
                table.row(
                    name,
                    Sample.text(figure.micros()),
                    Sample.text(figure.ratio()),
                    Sample.text(figure.lower()) + " to " + Sample.text(figure.upper())));
    context().terminal().print(table.lines());
  }

  private int compare(GuardComparison comparison) {
    Terminal terminal = context().terminal();
    TextTable table = new TextTable("lrrrl", "part", "before", "now", "now/before", "");
    for (GuardComparison.Line line : comparison.lines()) {
      table.row(
          line.name(),
          Sample.text(line.before().ratio()),
          Sample.text(line.now().ratio()),
          Sample.text(line.change()),
          line.verdict().name().toLowerCase(Locale.ROOT));
    }
    terminal.print(table.lines());
    comparison
        .missing()
        .forEach(name -> terminal.println("in the baseline, but not measured now: " + name));
    if (comparison.isWorse()) {
      terminal.print(new Line().add("slower", Style.RED).add("  than the baseline"));
      return ExitCode.FAILED;
    }
    terminal.print(new Line().add("no part got slower", Style.GREEN));
    return ExitCode.OK;
  }
}
