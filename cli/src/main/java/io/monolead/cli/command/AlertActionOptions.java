// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.kafka.OrderDesk;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.schemas.AlertAction;
import io.monolead.schemas.AlertActionKind;
import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whose alerts, and who does something about them. */
public final class AlertActionOptions {
  @Mixin private BrokerOptions broker;

  @Option(names = "--device", required = true, paramLabel = "ID", description = "The device.")
  private String device;

  @Option(
      names = "--lead",
      defaultValue = "I",
      description = "Its lead (default: ${DEFAULT-VALUE}).")
  private String lead;

  @Option(
      names = "--by",
      required = true,
      paramLabel = "WHO",
      description = "Who does it; written into the alert.")
  private String by;

  /** An action to be completed. */
  AlertAction.Builder action(AlertActionKind kind) {
    return AlertAction.newBuilder().setDeviceId(device).setLead(lead).setBy(by).setKind(kind);
  }

  /** Sends an action and says so. */
  int send(CommandContext context, AlertAction action) throws IOException, InterruptedException {
    String topic = broker.topics().alertActions();
    new OrderDesk(broker.connection(), broker.topics())
        .send(AlertAction.class, topic, device, action);
    context
        .terminal()
        .print(
            new Line()
                .add("sent", Style.GREEN)
                .add(
                    "  to "
                        + topic
                        + "; an action that cannot be done becomes a record of "
                        + broker.topics().deadLetters()));
    return ExitCode.OK;
  }
}
