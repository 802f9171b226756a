// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.MonoleadCommand;
import picocli.CommandLine.Command;

/** {@code monolead alert}: what people do about alerts. */
@Command(
    name = "alert",
    description = "Acknowledge alerts, or silence a device for a while.",
    footer = "  monolead alert silence --device ward-3-bed-7 --for 30m --by 'nurse 1'")
public final class AlertCommand extends MonoleadCommand {
  public AlertCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    throw usageMistake("What is to be done about the alerts?");
  }
}
