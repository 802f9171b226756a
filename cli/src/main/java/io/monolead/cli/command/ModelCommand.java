// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.MonoleadCommand;
import picocli.CommandLine.Command;

/** {@code monolead model}: what can be done with a bundle. */
@Command(
    name = "model",
    description = "Look into model bundles, verify and sign them, or let a running job use them.",
    footer = "  monolead model inspect models/monitoring-lead-i.mlb")
public final class ModelCommand extends MonoleadCommand {
  public ModelCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    throw usageMistake("What is to be done with the model?");
  }
}
