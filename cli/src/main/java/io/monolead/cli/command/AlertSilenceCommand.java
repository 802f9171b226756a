// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.terminal.DurationText;
import io.monolead.schemas.AlertActionKind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code monolead alert silence}. */
@Command(
    name = "silence",
    description =
        "Raise no alerts of a device for a while; what outlasts the silence is raised at its end.",
    footer = "  monolead alert silence --device ward-3-bed-7 --label AFIB --for 30m --by 'nurse 1'")
public final class AlertSilenceCommand extends MonoleadCommand {
  @Mixin private AlertActionOptions options;

  @Option(
      names = "--for",
      required = true,
      converter = DurationText.class,
      paramLabel = "TIME",
      description = "How long, such as 30m.")
  private Duration time;

  @Option(names = "--label", description = "Only this label (default: all of the lead).")
  private String label;

  public AlertSilenceCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    long until = Instant.now().plus(time).toEpochMilli() * 1000;
    return options.send(
        context(),
        options.action(AlertActionKind.SILENCE).setLabel(label).setUntilMicros(until).build());
  }
}
