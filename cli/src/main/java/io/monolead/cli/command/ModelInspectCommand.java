// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.cli.terminal.Terminal;
import io.monolead.cli.terminal.TextTable;
import io.monolead.inference.LabelOperatingPoint;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.inference.NetworkForm;
import io.monolead.signal.Lead;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code monolead model inspect}. */
@Command(
    name = "inspect",
    description =
        "Show what a bundle holds: leads, rate, window, labels with thresholds, where it comes"
            + " from. Checksums are checked; the network is not run.",
    footer = {
      "  monolead model inspect models/monitoring-lead-i.mlb",
      "  monolead model inspect --card models/monitoring-lead-i.mlb"
    })
public final class ModelInspectCommand extends MonoleadCommand {
  private static final int NAME_COLUMNS = 16;

  @Parameters(paramLabel = "FILE", description = "The bundle.")
  private Path file;

  @Option(names = "--card", description = "Write the model card, in Markdown, and nothing else.")
  private boolean card;

  public ModelInspectCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException {
    ModelBundle bundle = ModelBundle.read(file);
    Terminal terminal = context().terminal();
    if (card) {
      terminal.println(bundle.modelCard());
      return ExitCode.OK;
    }
    ModelManifest manifest = bundle.manifest();
    terminal.print(
        new Line()
            .add(manifest.modelId() + " " + manifest.modelVersion(), Style.BOLD)
            .add("  " + file, Style.FAINT));
    entry("task", manifest.labelSpace().task());
    entry(
        "input",
        String.format(
            Locale.ROOT,
            "lead %s, %d samples at %.0f Hz (%.1f s)",
            manifest.leads().stream().map(Lead::name).collect(Collectors.joining(", ")),
            manifest.windowSamples(),
            manifest.samplingRateHz(),
            manifest.windowSamples() / manifest.samplingRateHz()));
    entry(
        "conditioning",
        manifest.conditioning().steps().stream()
            .map(Object::toString)
            .collect(Collectors.joining(" -> ")));
    entry(
        "forms", bundle.forms().stream().map(NetworkForm::name).collect(Collectors.joining(", ")));
    entry(
        "attention",
        manifest.hasAttention()
            ? String.format(
                Locale.ROOT,
                "%d steps of %.2f s",
                manifest.attentionSteps(),
                manifest.windowSamples() / manifest.samplingRateHz() / manifest.attentionSteps())
            : "none; monolead model attention adds it");
    entry("size", String.format(Locale.ROOT, "%.1f MB", bundle.bytes() / 1e6));
    entry("sha-256", bundle.sha256());
    manifest.provenance().forEach(this::entry);
    TextTable table = new TextTable("lrrr", "label", "threshold", "slope", "intercept");
    for (LabelOperatingPoint point : manifest.operatingPoints()) {
      table.row(
          point.label(),
          figure(point.threshold()),
          figure(point.calibrationSlope()),
          figure(point.calibrationIntercept()));
    }
    terminal.println("");
    terminal.print(table.lines());
    return ExitCode.OK;
  }

  private void entry(String name, String value) {
    context()
        .terminal()
        .print(
            new Line()
                .cell("  " + name, Math.max(NAME_COLUMNS, name.length() + 4), Style.FAINT)
                .add(value));
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
