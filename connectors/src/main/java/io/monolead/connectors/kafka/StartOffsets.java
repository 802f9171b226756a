// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/** Where a job begins to read when it does not resume from its own state. */
public final class StartOffsets {
  private final OffsetsInitializer initializer;
  private final String description;

  private StartOffsets(OffsetsInitializer initializer, String description) {
    this.initializer = initializer;
    this.description = description;
  }

  /** At the oldest record. */
  public static StartOffsets earliest() {
    return new StartOffsets(OffsetsInitializer.earliest(), "earliest");
  }

  /** At records written from now on. */
  public static StartOffsets latest() {
    return new StartOffsets(OffsetsInitializer.latest(), "latest");
  }

  /** Where the consumer group stopped; a partition it never read begins at its oldest record. */
  @SuppressWarnings("deprecation") // Kafka deprecates the enum, the connector knows nothing else
  public static StartOffsets committed() {
    return new StartOffsets(
        OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST), "committed");
  }

  /** At the first record whose timestamp, event time, is not before an instant. */
  public static StartOffsets from(Instant instant) {
    return new StartOffsets(OffsetsInitializer.timestamp(instant.toEpochMilli()), "" + instant);
  }

  /**
   * Reads the text of an option: {@code earliest}, {@code latest}, {@code committed} or an instant
   * such as {@code 2026-11-22T08:00:00Z}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static StartOffsets parse(String text) {
    return switch (text) {
      case "earliest" -> earliest();
      case "latest" -> latest();
      case "committed" -> committed();
      default -> fromText(text);
    };
  }

  private static StartOffsets fromText(String text) {
    try {
      return from(Instant.parse(text));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "Start with earliest, latest, committed, or an instant such as 2026-11-22T08:00:00Z,"
              + " not '"
              + text
              + "'",
          e);
    }
  }

  OffsetsInitializer initializer() {
    return initializer;
  }

  @Override
  public String toString() {
    return description;
  }
}
