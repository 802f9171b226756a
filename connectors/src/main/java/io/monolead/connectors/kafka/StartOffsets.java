// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/** Where a job begins to read when it does not resume from its own state. Immutable. */
public final class StartOffsets {
  /** The kinds of beginning. */
  enum Kind {
    EARLIEST,
    LATEST,
    COMMITTED,
    INSTANT,
    OFFSETS
  }

  private final Kind kind;
  private final Instant instant;
  private final PartitionOffsets offsets;

  private StartOffsets(Kind kind, Instant instant, PartitionOffsets offsets) {
    this.kind = kind;
    this.instant = instant;
    this.offsets = offsets;
  }

  /** At the oldest record. */
  public static StartOffsets earliest() {
    return new StartOffsets(Kind.EARLIEST, null, null);
  }

  /** At records written from now on. */
  public static StartOffsets latest() {
    return new StartOffsets(Kind.LATEST, null, null);
  }

  /** Where the consumer group stopped; a partition it never read begins at its oldest record. */
  public static StartOffsets committed() {
    return new StartOffsets(Kind.COMMITTED, null, null);
  }

  /** At the first record whose Kafka timestamp is not before an instant. */
  public static StartOffsets from(Instant instant) {
    return new StartOffsets(Kind.INSTANT, instant, null);
  }

  /** At given offsets, one for every partition; only for a run with an end. */
  public static StartOffsets at(PartitionOffsets offsets) {
    return new StartOffsets(Kind.OFFSETS, null, offsets);
  }

  /**
   * Reads the text of an option: {@code earliest}, {@code latest}, {@code committed}, an instant
   * such as {@code 2026-11-22T08:00:00Z}, or offsets such as {@code 0:1200,1:1180}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static StartOffsets parse(String text) {
    return switch (text) {
      case "earliest" -> earliest();
      case "latest" -> latest();
      case "committed" -> committed();
      default ->
          PartitionOffsets.looksLike(text)
              ? at(PartitionOffsets.parse(text))
              : from(instant("Start with earliest, latest, committed", text));
    };
  }

  static Instant instant(String allowed, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          allowed
              + ", an instant such as 2026-11-22T08:00:00Z, or offsets such as 0:1200,1:1180, not"
              + " '"
              + text
              + "'",
          e);
    }
  }

  Kind kind() {
    return kind;
  }

  /** The instant, where it begins at one. */
  public Optional<Instant> instant() {
    return Optional.ofNullable(instant);
  }

  /** The offsets, where it begins at given ones. */
  public Optional<PartitionOffsets> offsets() {
    return Optional.ofNullable(offsets);
  }

  @SuppressWarnings("deprecation") // Kafka deprecates the enum, the connector knows nothing else
  OffsetsInitializer initializer() {
    return switch (kind) {
      case EARLIEST -> OffsetsInitializer.earliest();
      case LATEST -> OffsetsInitializer.latest();
      case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
      case INSTANT -> OffsetsInitializer.timestamp(instant.toEpochMilli());
      case OFFSETS ->
          throw new IllegalStateException("Given offsets are for runs with a range of offsets");
    };
  }

  @Override
  public String toString() {
    return switch (kind) {
      case EARLIEST -> "earliest";
      case LATEST -> "latest";
      case COMMITTED -> "committed";
      case INSTANT -> instant.toString();
      case OFFSETS -> offsets.toString();
    };
  }
}
