// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.schemas.ModelAction;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code monolead model roll-back}. */
@Command(
    name = "roll-back",
    description = {
      "End the canary of a lead if there is one; else go back to the model before the last one that"
          + " was deployed."
    },
    footer = "  monolead model roll-back --bootstrap broker:9092 --lead I")
public final class ModelRollBackCommand extends MonoleadCommand {
  @Mixin private ModelOrderOptions order;

  public ModelRollBackCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    return order.carryOut(context(), ModelAction.ROLL_BACK, 0);
  }
}
