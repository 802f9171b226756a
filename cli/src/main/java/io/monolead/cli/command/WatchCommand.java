// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.board.Event;
import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.kafka.EventFeed;
import io.monolead.cli.kafka.JsonMessage;
import io.monolead.cli.kafka.TopicList;
import io.monolead.cli.terminal.DurationText;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.RecordReader.From;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.TechnicalAlert;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code monolead watch}: alerts as they come. */
@Command(
    name = "watch",
    description = {
      "Print alerts as they arrive, one line per transition, until it is stopped.",
      "Times are event times, in this machine's time zone unless --utc is given."
    },
    footer = {
      "  monolead watch --bootstrap broker:9092",
      "  monolead watch --from-beginning --end --json --scores > results.jsonl"
    })
public final class WatchCommand extends MonoleadCommand {
  private static final Duration GLANCE = Duration.ofMillis(200);
  private static final String TECHNICAL = "technical";

  @Mixin private BrokerOptions broker;

  @Option(names = "--from-beginning", description = "Begin with the oldest record there is.")
  private boolean fromBeginning;

  @Option(names = "--end", description = "End when everything that is there has been printed.")
  private boolean end;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = DurationText.class,
      description = "End after so long, such as 30s.")
  private Duration time;

  @Option(names = "--scores", description = "Print scores too.")
  private boolean scores;

  @Option(names = "--json", description = "Write JSON, one object per line.")
  private boolean json;

  @Option(
      names = "--ids",
      description = "Print the id of each alert too, as 'monolead alert acknowledge' takes it.")
  private boolean ids;

  @Option(names = "--utc", description = "Show times in UTC.")
  private boolean utc;

  @Option(
      names = "--labels",
      split = ",",
      paramLabel = "LABEL",
      description = "Only alerts of these labels (default: all).")
  private Set<String> labels;

  public WatchCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws Exception {
    KafkaConnection connection = broker.connection();
    From from = fromBeginning ? From.EARLIEST : From.LATEST;
    Printer printer = new Printer();
    context().stop().listen();
    try (EventFeed feed =
        new EventFeed(connection, broker.topics(), labels(connection), scores, from)) {
      if (end) {
        feed.readToEnd(printer);
        return ExitCode.OK;
      }
      long until = time == null ? Long.MAX_VALUE : System.nanoTime() + time.toNanos();
      while (!context().stop().requested() && System.nanoTime() < until) {
        feed.poll(GLANCE, printer);
      }
    }
    return ExitCode.OK;
  }

  /** The labels asked for, or those that have a topic. */
  private Set<String> labels(KafkaConnection connection) throws InterruptedException {
    if (labels != null) {
      return labels;
    }
    TopicList.require(connection, broker.topics().technicalAlerts());
    String prefix = broker.topics().prefix() + "alerts.";
    List<TopicList.Entry> topics = TopicList.list(connection, prefix);
    return topics.stream()
        .map(topic -> topic.name().substring(prefix.length()))
        .filter(label -> !label.equals(TECHNICAL))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Prints what the feed brings. */
  private final class Printer implements EventFeed.Listener {
    private final ZoneId zone = utc ? ZoneOffset.UTC : ZoneId.systemDefault();

    @Override
    public void score(EcgScore score) {
      if (json) {
        context().terminal().println(JsonMessage.of(score));
      } else {
        print(Event.of(score));
      }
    }

    @Override
    public void alert(EcgAlert alert) {
      if (json) {
        context().terminal().println(JsonMessage.of(alert));
      } else {
        Line line = Event.of(alert).datedLine(zone);
        context().terminal().print(ids ? line.add("  " + alert.getAlertId(), Style.FAINT) : line);
      }
    }

    @Override
    public void technical(TechnicalAlert alert) {
      if (json) {
        context().terminal().println(JsonMessage.of(alert));
      } else {
        print(Event.of(alert));
      }
    }

    private void print(Event event) {
      context().terminal().print(event.datedLine(zone));
    }
  }
}
