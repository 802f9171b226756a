// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.schemas.ModelAction;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code monolead model canary}. */
@Command(
    name = "canary",
    description = {
      "Let a model score a share of the devices, always the same ones, alerts included. Without a"
          + " bundle it ends."
    },
    footer = "  monolead model canary --bootstrap broker:9092 --share 0.05 new.mlb")
public final class ModelCanaryCommand extends MonoleadCommand {
  @Mixin private ModelOrderOptions order;

  @Option(
      names = "--share",
      defaultValue = "0.1",
      description = "Share of the devices, 0 to 1 (default: ${DEFAULT-VALUE}).")
  private float share;

  public ModelCanaryCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    return order.carryOut(context(), ModelAction.CANARY, share);
  }
}
