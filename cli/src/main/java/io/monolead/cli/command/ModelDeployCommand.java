// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.schemas.ModelAction;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code monolead model deploy}. */
@Command(
    name = "deploy",
    description = {
      "Let a running job score a lead with another model from an event time on. The job tries the"
          + " bundle out first; one that it cannot use is refused and changes nothing."
    },
    footer = "  monolead model deploy --bootstrap broker:9092 new.mlb")
public final class ModelDeployCommand extends MonoleadCommand {
  @Mixin private ModelOrderOptions order;

  public ModelDeployCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    return order.carryOut(context(), ModelAction.DEPLOY, 0);
  }
}
