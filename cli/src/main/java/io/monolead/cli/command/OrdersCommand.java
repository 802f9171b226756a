// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.invocation.MonoleadCommand;
import io.monolead.cli.terminal.TextTable;
import io.monolead.connectors.kafka.RecordReader;
import io.monolead.connectors.kafka.Topics;
import io.monolead.schemas.ControlReport;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code monolead orders}: what became of model commands and policies. */
@Command(
    name = "orders",
    description =
        "List what running jobs said of every model command and alert policy: accepted, refused and"
            + " why, in use since when.",
    footer = "  monolead orders --bootstrap broker:9092")
public final class OrdersCommand extends MonoleadCommand {
  @Mixin private BrokerOptions broker;

  public OrdersCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException {
    TextTable table =
        new TextTable("llllrl", "order", "of", "verdict", "effective from", "subtask", "detail");
    try (RecordReader<ControlReport> reader =
        new RecordReader<>(
            broker.connection(),
            ControlReport.class,
            List.of(broker.topics().controlReports()),
            RecordReader.From.EARLIEST,
            Topics.DEFAULT_TIMEOUT)) {
      for (RecordReader.Received<ControlReport> received : reader.readToEnd()) {
        ControlReport report = received.record();
        table.row(
            report.getTopic() + "@" + report.getOffset(),
            report.getSubject(),
            report.getVerdict().name(),
            Instant.ofEpochSecond(report.getEffectiveFromMicros() / 1_000_000).toString(),
            String.valueOf(report.getSubtask()),
            report.getModelVersion() == null
                ? report.getDetail()
                : report.getModelId() + " " + report.getModelVersion() + ": " + report.getDetail());
      }
    }
    context().terminal().print(table.lines());
    return ExitCode.OK;
  }
}
