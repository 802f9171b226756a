// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.CommandFailure;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.inference.ModelBundle;
import io.monolead.training.export.BundledAttention;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code monolead model attention}. */
@Command(
    name = "attention",
    description = {
      "Make a bundle that can say which parts of a window a probability comes from, for reports.",
      "",
      "Scores stay the same, bit by bit: all networks are taken over as they are, and some thousand"
          + " bytes of code are added. No data is needed. The file given stays as it is: jobs may"
          + " be using it."
    },
    footer =
        "  monolead model attention --version 0.4.0 --output explained.mlb"
            + " models/monitoring-lead-i.mlb")
public final class ModelAttentionCommand extends MonoleadCommand {
  @Mixin private NewBundleOptions bundles;

  public ModelAttentionCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException {
    Path file = bundles.file();
    Path output = bundles.output();
    ModelBundle bundle = ModelBundle.read(file);
    ModelBundle made;
    try {
      made = BundledAttention.add(bundle, bundles.version());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("No attention for " + file + ": " + e.getMessage(), e);
    }
    made.write(output);
    context()
        .terminal()
        .print(
            new Line()
                .add("written", Style.GREEN)
                .add(
                    String.format(
                        Locale.ROOT,
                        "  %s: %d steps of %.2f s per window; %,d bytes more than %s",
                        output,
                        made.manifest().attentionSteps(),
                        made.manifest().windowSamples()
                            / made.manifest().samplingRateHz()
                            / made.manifest().attentionSteps(),
                        made.bytes() - bundle.bytes(),
                        file)));
    return ExitCode.OK;
  }
}
