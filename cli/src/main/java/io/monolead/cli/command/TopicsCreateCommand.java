// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.terminal.DurationText;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.connectors.kafka.TopicLayout;
import io.monolead.connectors.kafka.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code monolead topics create}. */
@Command(
    name = "create",
    description = {
      "Create the topics that are missing: segments, scores, one of alerts per label, technical"
          + " alerts, dead letters, models and policies, what 'monolead route' writes.",
      "Topics that are there stay as they are; where they differ from what was asked for, it says"
          + " so."
    },
    footer = {
      "  monolead topics create --bootstrap broker:9092",
      "  monolead topics create --prefix ward7.ecg. --partitions 12 --replication 3"
    })
public final class TopicsCreateCommand extends MonoleadCommand {
  @Mixin private BrokerOptions broker;

  @Option(
      names = "--labels",
      paramLabel = "LABEL",
      split = ",",
      defaultValue = "NORM,AFIB,STACH,SBRAD,1AVB,CLBBB,CRBBB,PAC,PVC,STD_",
      description = "Labels that get a topic of alerts (default: those of the shipped model).")
  private List<String> labels;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "Partitions of the topics keyed by device, the greatest parallelism of the job"
              + " (default: ${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--replication",
      paramLabel = "N",
      description = "Replicas of each topic (default: the broker's own).")
  private Short replication;

  @Option(
      names = "--retention",
      paramLabel = "TIME",
      converter = DurationText.class,
      description =
          "How long records are kept by event time (default: bounded by size alone, so that old"
              + " recordings can be replayed).")
  private Duration retention;

  public TopicsCreateCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException {
    TopicLayout layout =
        new TopicLayout(
            partitions,
            Optional.ofNullable(replication),
            Optional.ofNullable(retention),
            TopicLayout.DEFAULT.retentionBytes());
    Topics.Report report =
        new Topics(broker.connection()).create(layout.topics(broker.topics(), labels));
    report.created().forEach(topic -> say("created", topic, Style.GREEN));
    report.existing().forEach(topic -> say("exists", topic, Style.FAINT));
    report.differences().forEach(difference -> say("differs", difference.toString(), Style.YELLOW));
    return ExitCode.OK;
  }

  private void say(String what, String detail, Style style) {
    context().terminal().print(new Line().cell(what, 9, style).add(detail));
  }
}
