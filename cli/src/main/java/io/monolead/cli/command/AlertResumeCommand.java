// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.schemas.AlertActionKind;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code monolead alert resume}. */
@Command(
    name = "resume",
    description = "End a silence before its time.",
    footer = "  monolead alert resume --device ward-3-bed-7 --by 'nurse 1'")
public final class AlertResumeCommand extends MonoleadCommand {
  @Mixin private AlertActionOptions options;

  @Option(names = "--label", description = "Only this label (default: all of the lead).")
  private String label;

  public AlertResumeCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    return options.send(context(), options.action(AlertActionKind.RESUME).setLabel(label).build());
  }
}
