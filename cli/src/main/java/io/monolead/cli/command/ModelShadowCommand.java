// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.schemas.ModelAction;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code monolead model shadow}. */
@Command(
    name = "shadow",
    description = {
      "Let a model score in the shadow of the one that raises alerts: what it says goes to the"
          + " topic scores.shadow. Without a bundle it ends."
    },
    footer = "  monolead model shadow --bootstrap broker:9092 challenger.mlb")
public final class ModelShadowCommand extends MonoleadCommand {
  @Mixin private ModelOrderOptions order;

  public ModelShadowCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    return order.carryOut(context(), ModelAction.SHADOW, 0);
  }
}
