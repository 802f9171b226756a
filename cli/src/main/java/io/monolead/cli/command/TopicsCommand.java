// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.MonoleadCommand;
import picocli.CommandLine.Command;

/** {@code monolead topics}: the topics of a broker. */
@Command(
    name = "topics",
    description =
        "Create, list or describe the topics that segments, scores and alerts go through.",
    footer = "  monolead topics create --bootstrap broker:9092")
public final class TopicsCommand extends MonoleadCommand {
  public TopicsCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    throw usageMistake("What is to be done with the topics?");
  }
}
