// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which model. */
public final class ModelOption {
  /** The bundle of the release, in the folder of monolead. */
  static final String SHIPPED = "models/monitoring-lead-i.mlb";

  @Option(
      names = {"-m", "--model"},
      paramLabel = "FILE",
      description = "Bundle of the model (default: the shipped " + SHIPPED + ").")
  private Path model;

  /**
   * The bundle's file.
   *
   * @throws CommandFailure if it is not there
   */
  Path file(CommandContext context) {
    if (model != null) {
      if (!Files.isRegularFile(model)) {
        throw new CommandFailure("No model bundle at " + model);
      }
      return model;
    }
    return context
        .home()
        .map(home -> home.resolve(SHIPPED))
        .filter(Files::isRegularFile)
        .orElseThrow(
            () ->
                new CommandFailure(
                    "The shipped model "
                        + SHIPPED
                        + " is not there; name a bundle with --model, or train one with 'monolead"
                        + " train'"));
  }
}
