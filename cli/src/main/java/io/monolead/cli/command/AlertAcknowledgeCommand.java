// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.schemas.AlertActionKind;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code monolead alert acknowledge}. */
@Command(
    name = "acknowledge",
    description = "Acknowledge a raised alert: it is not escalated any more, and says who did it.",
    footer = "  monolead alert acknowledge 2f0c... --device ward-3-bed-7 --by 'nurse 1'")
public final class AlertAcknowledgeCommand extends MonoleadCommand {
  @Mixin private AlertActionOptions options;

  @Parameters(paramLabel = "ALERT", description = "The id of the alert.")
  private String alertId;

  public AlertAcknowledgeCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    return options.send(
        context(), options.action(AlertActionKind.ACKNOWLEDGE).setAlertId(alertId).build());
  }
}
