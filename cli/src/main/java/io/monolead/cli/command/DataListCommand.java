// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.connectors.download.PublicDataSet;
import picocli.CommandLine.Command;

/** {@code monolead data list}. */
@Command(
    name = "list",
    description = "List the data sets that can be downloaded.",
    footer = "  monolead data list")
public final class DataListCommand extends MonoleadCommand {
  public DataListCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    for (PublicDataSet set : PublicDataSet.values()) {
      context()
          .terminal()
          .print(new Line().add(String.format("%-10s", set.id()), Style.BOLD).add(set.title()));
      context().terminal().println("          " + set.licence() + "; cite " + set.citation());
      context().terminal().println("          " + set.address());
    }
    return ExitCode.OK;
  }
}
