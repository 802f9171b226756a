// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.command;

import io.monolead.cli.invocation.CommandContext;
import io.monolead.cli.invocation.CommandFailure;
import io.monolead.cli.invocation.ExitCode;
import io.monolead.cli.kafka.OrderDesk;
import io.monolead.cli.terminal.DurationText;
import io.monolead.cli.terminal.Line;
import io.monolead.cli.terminal.Style;
import io.monolead.schemas.ControlReport;
import io.monolead.schemas.ControlVerdict;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** To which job an order goes, when it takes effect, and how long to wait for an answer. */
public final class OrderOptions {
  @Mixin private BrokerOptions broker;

  @Option(
      names = "--effective-from",
      paramLabel = "INSTANT",
      converter = InstantText.class,
      description =
          "Event time from which it holds, such as 2026-11-26T08:00:00Z (default: as soon as the"
              + " job's monolead.control.notice allows).")
  private Instant effectiveFrom;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      converter = DurationText.class,
      defaultValue = "30s",
      description =
          "How long to wait until a running job has accepted or refused it (default:"
              + " ${DEFAULT-VALUE}; 0s: not at all).")
  private Duration wait;

  /** Where the job's topics are. */
  BrokerOptions broker() {
    return broker;
  }

  /** Event time from which the order holds, microseconds; now unless another time was given. */
  long effectiveFromMicros() {
    Instant from = effectiveFrom == null ? Instant.now() : effectiveFrom;
    return from.getEpochSecond() * 1_000_000 + from.getNano() / 1000;
  }

  /**
   * Sends the order, waits, and says what became of it.
   *
   * @throws CommandFailure if the job refused it
   */
  <T extends SpecificRecord> int carryOut(
      CommandContext context, Class<T> type, String topic, String key, T order)
      throws IOException, InterruptedException {
    Optional<ControlReport> report =
        new OrderDesk(broker.connection(), broker.topics()).order(type, topic, key, order, wait);
    if (report.isEmpty()) {
      context
          .terminal()
          .print(
              new Line()
                  .add("sent", Style.YELLOW)
                  .add("  to " + topic + "; no running job has answered yet"));
      return ExitCode.OK;
    }
    if (report.get().getVerdict() == ControlVerdict.REFUSED) {
      throw new CommandFailure("The job refuses it, nothing changes: " + report.get().getDetail());
    }
    long micros = report.get().getEffectiveFromMicros();
    context
        .terminal()
        .print(
            new Line()
                .add("accepted", Style.GREEN)
                .add(
                    "  "
                        + report.get().getDetail()
                        + ", for windows that end at or after "
                        + Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1000)));
    return ExitCode.OK;
  }

  /** Reads an instant. */
  static final class InstantText implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      try {
        return Instant.parse(text);
      } catch (DateTimeParseException e) {
        throw new TypeConversionException(
            "'" + text + "' is not an instant; write it like 2026-11-26T08:00:00Z");
      }
    }
  }
}
