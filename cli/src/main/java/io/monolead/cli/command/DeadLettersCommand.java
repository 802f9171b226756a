// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.cli.terminal.TextTable;
import io.monolead.connectors.kafka.RecordReader;
import io.monolead.connectors.kafka.Topics;
import io.monolead.schemas.DeadLetter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code monolead dead-letters}: what could not be used, and why. */
@Command(
    name = "dead-letters",
    description =
        "Count the records that the job could not use, by reason, and list the newest with where"
            + " they came from, whose they were and what was wrong.",
    footer = {
      "  monolead dead-letters --bootstrap broker:9092",
      "  monolead dead-letters --most 100 --bootstrap broker:9092"
    })
public final class DeadLettersCommand extends MonoleadCommand {
  private static final int LONGEST_KEY = 48;

  @Mixin private BrokerOptions broker;

  @Option(
      names = "--most",
      paramLabel = "N",
      defaultValue = "20",
      description = "List at most so many, the newest (default: ${DEFAULT-VALUE}).")
  private int most;

  public DeadLettersCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException {
    if (most < 0) {
      throw usageMistake("--most must be 0 or more, not " + most);
    }
    Map<String, Integer> reasons = new TreeMap<>();
    Deque<DeadLetter> newest = new ArrayDeque<>();
    try (RecordReader<DeadLetter> reader =
        new RecordReader<>(
            broker.connection(),
            DeadLetter.class,
            List.of(broker.topics().deadLetters()),
            RecordReader.From.EARLIEST,
            Topics.DEFAULT_TIMEOUT)) {
      reader.forEachToEnd(
          received -> {
            reasons.merge(received.record().getReason().name(), 1, Integer::sum);
            newest.add(received.record());
            if (newest.size() > most) {
              newest.remove();
            }
          });
    }
    if (reasons.isEmpty()) {
      context().terminal().print(new Line().add("none", Style.GREEN));
      return ExitCode.OK;
    }
    TextTable counts = new TextTable("lr", "reason", "records");
    reasons.forEach((reason, count) -> counts.row(reason, count.toString()));
    context().terminal().print(counts.lines());
    if (!newest.isEmpty()) {
      TextTable table = new TextTable("lllll", "sent", "record", "key", "reason", "detail");
      newest.forEach(letter -> table.row(row(letter)));
      context().terminal().println("");
      context().terminal().print(table.lines());
    }
    return ExitCode.OK;
  }

  private static String[] row(DeadLetter letter) {
    return new String[] {
      Instant.ofEpochMilli(letter.getTimestampMillis()).toString(),
      letter.getTopic() + "-" + letter.getPartition() + "@" + letter.getOffset(),
      key(letter.getKey()),
      letter.getReason().name(),
      letter.getDetail()
    };
  }

  /** A key as text, so long as it is one that cannot disturb a terminal. */
  private static String key(ByteBuffer key) {
    if (key == null) {
      return "-";
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(key.duplicate()).toString();
      boolean printable = text.codePoints().noneMatch(Character::isISOControl);
      return !printable
          ? key.remaining() + " bytes"
          : text.length() <= LONGEST_KEY ? text : text.substring(0, LONGEST_KEY) + "...";
    } catch (CharacterCodingException e) {
      return key.remaining() + " bytes";
    }
  }
}
