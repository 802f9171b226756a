// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.csv;

import static io.monolead.connectors.recordings.RecordingFormatException.quoted;

import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.VoltageUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a file says about itself in lines of the form {@code sampling rate: 250}, in its own lines
 * that begin with {@code #} or in the lines of a file beside it, which win. For one thread.
 */
final class CsvOptions {
  private static final String SUFFIX = ".options";
  private static final int MOST_COMMENTS = 1000;

  private OptionalDouble samplingRateHz = OptionalDouble.empty();
  private Optional<String> unit = Optional.empty();
  private Optional<Instant> start = Optional.empty();
  private boolean decimalComma;
  private final List<String> comments = new ArrayList<>();

  OptionalDouble samplingRateHz() {
    return samplingRateHz;
  }

  /** Unit of columns that state none. */
  Optional<String> unit() {
    return unit;
  }

  Optional<Instant> start() {
    return start;
  }

  /** Whether numbers have a comma before their decimals. */
  boolean decimalComma() {
    return decimalComma;
  }

  /** Lines that are no options. */
  List<String> comments() {
    return comments;
  }

  /** Reads the options beside a file, if there are any. */
  void readBeside(Path file) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + SUFFIX);
    if (!Files.isRegularFile(beside)) {
      return;
    }
    try (CsvLines lines = new CsvLines(beside)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        String text = line.startsWith("#") ? line.substring(1) : line;
        if (!text.isBlank()) {
          take(text, beside, lines.number());
        }
      }
    }
  }

  /**
   * Takes one line.
   *
   * @param text without its {@code #}
   * @param file for messages
   * @param number of the line, for messages
   */
  void take(String text, Path file, int number) throws RecordingFormatException {
    int colon = text.indexOf(':');
    String key = colon < 0 ? "" : text.substring(0, colon).strip().toLowerCase(Locale.ROOT);
    String value = text.substring(colon + 1).strip();
    String where = file + ": line " + number + ": ";
    switch (key) {
      case "sampling rate", "sampling frequency" -> samplingRateHz = rate(value, where);
      case "unit", "units" -> {
        if (VoltageUnit.millivolts(value).isEmpty()) {
          throw new RecordingFormatException(
              where + quoted(value) + " is no unit of voltage; state uV, mV or V");
        }
        unit = Optional.of(value);
      }
      case "start" -> start = Optional.of(instant(value, where));
      case "decimal" -> {
        String word = value.toLowerCase(Locale.ROOT);
        if (!word.equals("comma") && !word.equals("point")) {
          throw new RecordingFormatException(
              where + "decimal is 'comma' or 'point', not " + quoted(value));
        }
        decimalComma = word.equals("comma");
      }
      default -> {
        if (comments.size() < MOST_COMMENTS && !text.isBlank()) {
          comments.add(text.strip());
        }
      }
    }
  }

  private static OptionalDouble rate(String value, String where) throws RecordingFormatException {
    String number =
        value.toLowerCase(Locale.ROOT).endsWith("hz")
            ? value.substring(0, value.length() - 2).strip()
            : value;
    double rate = CsvNumbers.parse(number, '.');
    if (!(rate > 0)) {
      throw new RecordingFormatException(
          where + "a sampling rate is a number of hertz above 0, not " + quoted(value));
    }
    return OptionalDouble.of(rate);
  }

  private static Instant instant(String value, String where) throws RecordingFormatException {
    try {
      return value.endsWith("Z")
          ? Instant.parse(value)
          : LocalDateTime.parse(value).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new RecordingFormatException(
          where + "a start is a time such as 2026-11-22T08:00:00Z, not " + quoted(value), e);
    }
  }
}
