// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.MonoleadCommand;
import picocli.CommandLine.Command;

/** {@code monolead network}: architectures. */
@Command(
    name = "network",
    description = "List the architectures that can be trained, or show one layer by layer.",
    footer = "  monolead network show resnet1d_wang --leads 1 --labels 10")
public final class NetworkCommand extends MonoleadCommand {
  public NetworkCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    throw usageMistake("What is to be done with networks?");
  }
}
