// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.connectors.kafka.AsyncApiDocument;
import io.monolead.connectors.kafka.TopicNames;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code monolead topics describe}. */
@Command(
    name = "describe",
    description = {
      "Print the AsyncAPI document of the topics: what lies on each, in which formats, under which"
          + " key, and who sends and receives it.",
      "No broker is asked."
    },
    footer = {
      "  monolead topics describe > asyncapi.json",
      "  monolead topics describe --prefix ward7.ecg."
    })
public final class TopicsDescribeCommand extends MonoleadCommand {
  @Option(
      names = "--prefix",
      paramLabel = "PREFIX",
      defaultValue = TopicNames.DEFAULT_PREFIX,
      description = "What the names of all topics begin with (default: ${DEFAULT-VALUE}).")
  private String prefix;

  public TopicsDescribeCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    context().terminal().println(AsyncApiDocument.text(new TopicNames(prefix)).stripTrailing());
    return ExitCode.OK;
  }
}
