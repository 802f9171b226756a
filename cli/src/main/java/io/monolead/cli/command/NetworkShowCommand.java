// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.training.network.LayerTable;
import io.monolead.training.network.NetworkCatalogue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code monolead network show}. */
@Command(
    name = "show",
    description = "Show a network layer by layer: shapes, parameters, multiply-accumulates.",
    footer = {
      "  monolead network show xresnet1d101 --leads 12 --stages",
      "  monolead network show resnet1d_wang --labels 10 --samples 250"
    })
public final class NetworkShowCommand extends MonoleadCommand {
  @Parameters(paramLabel = "NETWORK", description = "A name of monolead network list.")
  private String name;

  @Mixin private NetworkSize size;

  @Option(names = "--stages", description = "One row for each stage instead of each layer.")
  private boolean stages;

  public NetworkShowCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    LayerTable table;
    try {
      table = LayerTable.of(size.network(name), size.samples());
    } catch (IllegalArgumentException e) {
      throw usageMistake(e.getMessage());
    }
    (stages ? table.byStage() : table).toString().lines().forEach(context().terminal()::println);
    context().terminal().println(NetworkCatalogue.origin(name));
    return ExitCode.OK;
  }
}
