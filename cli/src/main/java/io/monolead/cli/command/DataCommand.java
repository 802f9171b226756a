// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.MonoleadCommand;
import picocli.CommandLine.Command;

/** {@code monolead data}: public data sets. */
@Command(
    name = "data",
    description = "List or download public data sets.",
    footer = "  monolead data download ptb-xl --to ptb-xl")
public final class DataCommand extends MonoleadCommand {
  public DataCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    throw usageMistake("What is to be done with data sets?");
  }
}
