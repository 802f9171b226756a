// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.kafka.JsonMessage;
import io.monolead.cli.stream.Orders;
import io.monolead.cli.stream.TopicRun;
import io.monolead.cli.terminal.DurationText;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.connectors.kafka.SegmentRange;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.schemas.ControlReport;
import io.monolead.schemas.RunModel;
import io.monolead.schemas.RunRecord;
import io.monolead.schemas.RunResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code monolead backfill}: the job over what a topic holds. */
@Command(
    name = "backfill",
    description = {
      "Run the job over segments that a topic holds already, as fast as the machine goes, and write"
          + " what it would have told to topics of its own.",
      "The live topics are read and never written. With the results lies a record of what was read"
          + " and by what it was made, on the topic PREFIXruns."
    },
    footer = {
      "  monolead backfill --bootstrap broker:9092 --from 2026-11-01T00:00:00Z --to"
          + " 2026-11-08T00:00:00Z --results history.week45.",
      "  monolead backfill --bootstrap broker:9092 --model new.mlb --orders policies --results"
          + " trial.new. --json trial.json",
      "  monolead backfill --from 0:1200,1:1180 --to 0:9200,1:9410 --results trial.part."
    })
public final class BackfillCommand extends MonoleadCommand {
  private static final String LATEST = "latest";
  private static final String EARLIEST = "earliest";

  @Mixin private BrokerOptions broker;
  @Mixin private ModelOption model;

  @Option(
      names = "--from",
      paramLabel = "WHEN",
      defaultValue = EARLIEST,
      description =
          "Where to begin: earliest, an instant such as 2026-11-22T08:00:00Z (records whose Kafka"
              + " timestamp is not before it), or an offset for every partition such as"
              + " 0:1200,1:1180 (default: ${DEFAULT-VALUE}).")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "WHEN",
      defaultValue = LATEST,
      description =
          "Where to stop: latest (what is there when the run starts), an instant (records whose"
              + " Kafka timestamp is before it), or an offset for every partition, not read itself"
              + " (default: ${DEFAULT-VALUE}).")
  private String to;

  @Option(
      names = "--late",
      paramLabel = "TIME",
      converter = DurationText.class,
      defaultValue = "1h",
      description =
          "With an instant at --to: how much later than it a record must be to show that none of"
              + " the time before it follows in its partition (default: ${DEFAULT-VALUE}).")
  private Duration late;

  @Option(
      names = "--results",
      paramLabel = "PREFIX",
      required = true,
      description =
          "What the names of the topics of results begin with. They are created; none may be a live"
              + " one or hold records already.")
  private String results;

  @Option(
      names = "--orders",
      paramLabel = "WHICH",
      converter = OrdersText.class,
      defaultValue = "in-force",
      description =
          "Which orders of the live topics hold: in-force (models and policies, as each window's"
              + " time says), policies, models, or fixed for none: then --model and the options of"
              + " the job hold throughout (default: ${DEFAULT-VALUE}).")
  private Orders orders;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the record of the run to this file too.")
  private Path json;

  @Option(names = "--slots", paramLabel = "N", description = "Parallelism (default: the cores).")
  private Integer slots;

  @Mixin private JobArguments job;

  public BackfillCommand(CommandContext context) {
    super(context);
  }

  /** Reads {@link Orders}. */
  static final class OrdersText implements ITypeConverter<Orders> {
    @Override
    public Orders convert(String text) {
      for (Orders orders : Orders.values()) {
        if (orders.toString().equals(text)) {
          return orders;
        }
      }
      throw new TypeConversionException(
          "'" + text + "' is not in-force, policies, models or fixed");
    }
  }

  @Override
  public Integer call() throws Exception {
    TopicRun run =
        TopicRun.prepare(
            new TopicRun.Setup(
                broker.connection(),
                broker.topics(),
                names(),
                model.file(context()),
                from,
                to,
                late,
                orders,
                job.arguments()));
    context().stop().listen();
    say(
        run.range()
            + " at "
            + broker.connection()
            + " through "
            + run.manifest().modelId()
            + " "
            + run.manifest().modelVersion()
            + ", orders "
            + orders);
    warnOfOldest(run.range());
    TopicRun.Outcome outcome = run.run(slots(), context().stop());
    if (json != null) {
      Files.writeString(json, JsonMessage.pretty(outcome.record()) + "\n");
    }
    print(outcome);
    return ExitCode.OK;
  }

  private TopicNames names() {
    try {
      return new TopicNames(results);
    } catch (IllegalArgumentException e) {
      throw usageMistake("--results: " + e.getMessage());
    }
  }

  private int slots() {
    return slots == null ? Runtime.getRuntime().availableProcessors() : slots;
  }

  private void warnOfOldest(SegmentRange range) {
    range
        .spans()
        .forEach(
            (partition, span) -> {
              if (span.oldestOffset() > 0 && span.fromOffset() == span.oldestOffset()) {
                warn(
                    "partition "
                        + partition
                        + " begins at its oldest record, offset "
                        + span.oldestOffset()
                        + "; earlier ones are deleted and may have belonged to the range");
              }
            });
  }

  private void print(TopicRun.Outcome outcome) {
    RunRecord record = outcome.record();
    for (ControlReport report : outcome.refused()) {
      warn(
          "order "
              + report.getTopic()
              + "-"
              + report.getPartition()
              + "@"
              + report.getOffset()
              + " was not carried out: "
              + report.getDetail());
    }
    for (RunResult result : record.getResults()) {
      say(
          String.format(
              Locale.ROOT,
              "%-40s %9d%s",
              result.getTopic(),
              result.getRecords(),
              result.getSha256() == null ? "" : "  " + result.getSha256().substring(0, 16)));
    }
    for (RunModel made : record.getModels()) {
      say(
          String.format(
              Locale.ROOT,
              "%d scores by %s %s",
              made.getScores(),
              made.getModelId(),
              made.getModelVersion()));
    }
    say("code " + record.getCode());
    outcome.time().lines(outcome.took()).forEach(this::say);
  }

  private void warn(String text) {
    context().terminal().print(new Line().add("note  ", Style.YELLOW).add(text));
  }

  private void say(String text) {
    context().terminal().println(text);
  }
}
