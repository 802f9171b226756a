// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.MonoleadCommand;
import picocli.CommandLine.Command;

/** {@code monolead policy}: when a probability becomes an alert, in a job that runs. */
@Command(
    name = "policy",
    description = "Change the alert policies of a running job.",
    footer = "  monolead policy set AFIB --version night --threshold 0.7")
public final class PolicyCommand extends MonoleadCommand {
  public PolicyCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    throw usageMistake("What is to be done with the policies?");
  }
}
