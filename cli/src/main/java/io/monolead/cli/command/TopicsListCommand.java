// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.CommandFailure;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.kafka.TopicList;
import io.monolead.cli.terminal.TextTable;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code monolead topics list}. */
@Command(
    name = "list",
    description = "List the topics of a broker whose names begin with the prefix.",
    footer = "  monolead topics list --bootstrap broker:9092")
public final class TopicsListCommand extends MonoleadCommand {
  @Mixin private BrokerOptions broker;

  public TopicsListCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    String prefix = broker.topics().prefix();
    List<TopicList.Entry> topics = TopicList.list(broker.connection(), prefix);
    if (topics.isEmpty()) {
      throw new CommandFailure(
          "No topic begins with '"
              + prefix
              + "'; create them with 'monolead topics create "
              + broker.asTyped()
              + "'");
    }
    TextTable table = new TextTable("lrr", "topic", "partitions", "records");
    topics.forEach(
        topic ->
            table.row(
                topic.name(), String.valueOf(topic.partitions()), String.valueOf(topic.records())));
    context().terminal().print(table.lines());
    return ExitCode.OK;
  }
}
