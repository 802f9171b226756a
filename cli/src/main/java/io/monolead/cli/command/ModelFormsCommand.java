// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.CommandFailure;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.inference.FormCheck;
import io.monolead.inference.Model;
import io.monolead.inference.ModelBundle;
import io.monolead.inference.ModelManifest;
import io.monolead.inference.ServingOptions;
import io.monolead.training.ServedForms;
import io.monolead.training.export.BundledAttention;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code monolead model forms}. */
@Command(
    name = "forms",
    description = {
      "Make a bundle that holds its network in faster forms too: packed float32, bfloat16 and 8-bit"
          + " integers for CPUs, half precision for GPUs, as far as each keeps what the network promises.",
      "",
      "Measured on the folds of the data that the bundle names. The file given stays as it is: jobs"
          + " may be using it."
    },
    footer =
        "  monolead model forms --data ptb-xl --version 0.2.1 --output faster.mlb"
            + " models/monitoring-lead-i.mlb")
public final class ModelFormsCommand extends MonoleadCommand {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "FOLDER",
      description = "The data that it learned from: PTB-XL, or labelled recordings.")
  private Path data;

  @Mixin private NewBundleOptions bundles;

  public ModelFormsCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException {
    Path file = bundles.file();
    Path output = bundles.output();
    ModelBundle bundle = ModelBundle.read(file);
    ModelManifest manifest = bundle.manifest();
    ServedForms forms;
    ModelBundle made;
    try {
      forms = ServedForms.of(bundle, data);
      ModelManifest renamed = manifest.withVersion(bundles.version());
      made =
          forms.bundle(renamed, card(bundle.modelCard(), manifest.modelVersion()), bundle.golden());
      if (manifest.hasAttention()) {
        made = BundledAttention.add(made);
      }
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("No forms for " + file + ": " + e.getMessage(), e);
    }
    made.write(output);
    for (FormCheck check : made.manifest().forms()) {
      say(
          String.format(
              Locale.ROOT,
              "%s: probabilities move by at most %.6f, %.6f on average; macro AUC by %+.5f, any"
                  + " label's by at most %.5f (%d windows)",
              check.form(),
              check.largestChange(),
              check.meanChange(),
              check.macroAucChange(),
              check.largestAucChange(),
              check.windows()));
    }
    forms.leftOut().forEach(reason -> say("left out: " + reason));
    try (Model model = Model.open(made, ServingOptions.FASTEST)) {
      context()
          .terminal()
          .print(
              new Line()
                  .add("written", Style.GREEN)
                  .add("  " + output + "; this machine computes it as " + model.form()));
    }
    return ExitCode.OK;
  }

  /** The card of the new version: its title, and nothing of forms that an old one had. */
  private String card(String before, String oldVersion) {
    String card =
        before.replaceFirst(
            " " + java.util.regex.Pattern.quote(oldVersion), " " + bundles.version());
    int forms = card.indexOf("\n## Forms\n");
    return forms < 0 ? card : card.substring(0, forms);
  }

  private void say(String text) {
    context().terminal().println(text);
  }
}
