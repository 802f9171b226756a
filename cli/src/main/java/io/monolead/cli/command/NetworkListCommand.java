// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.terminal.TextTable;
import io.monolead.training.network.LayerTable;
import io.monolead.training.network.NetworkCatalogue;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code monolead network list}. */
@Command(
    name = "list",
    description = "List the architectures that can be trained, with parameters and cost.",
    footer = "  monolead network list --leads 12 --samples 250")
public final class NetworkListCommand extends MonoleadCommand {
  @Mixin private NetworkSize size;

  public NetworkListCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    TextTable table = new TextTable("lrrl", "network", "parameters", "million MACs", "origin");
    for (String name : NetworkCatalogue.names()) {
      LayerTable layers;
      try {
        layers = LayerTable.of(size.network(name), size.samples());
      } catch (IllegalArgumentException e) {
        throw usageMistake(e.getMessage());
      }
      table.row(
          name,
          String.format(Locale.ROOT, "%,d", layers.parameters()),
          String.format(Locale.ROOT, "%.1f", layers.multiplyAccumulates() / 1e6),
          NetworkCatalogue.origin(name));
    }
    table.lines().forEach(context().terminal()::print);
    context().terminal().println("for " + size);
    return ExitCode.OK;
  }
}
