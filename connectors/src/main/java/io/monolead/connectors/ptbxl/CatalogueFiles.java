// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.ptbxl;

import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.Sex;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads the two CSV files of PTB-XL. */
final class CatalogueFiles {
  private static final CSVFormat CSV =
      CSVFormat.RFC4180
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .setIgnoreEmptyLines(true)
          // The statements' code stands in a column without a name.
          .setAllowMissingColumnNames(true)
          .get();

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private static final Pattern STATEMENT =
      Pattern.compile("'([^']{1,40})'\\s*:\\s*([0-9.]{1,20})\\s*(?:,\\s*|$)");

  private CatalogueFiles() {}

  /** Turns one row into a value; what it throws is reported with file and line. */
  @FunctionalInterface
  private interface Row<T> {
    T read(CSVRecord row);
  }

  static List<PtbXlRecord> records(Path file) throws IOException {
    return rows(file, CatalogueFiles::recordOf);
  }

  static Map<String, ScpStatement> statements(Path file) throws IOException {
    Map<String, ScpStatement> statements = new LinkedHashMap<>();
    for (ScpStatement statement : rows(file, CatalogueFiles::statementOf)) {
      if (statements.put(statement.code(), statement) != null) {
        throw new RecordingFormatException(
            file + ": statement '" + statement.code() + "' stands there twice");
      }
    }
    return Collections.unmodifiableMap(statements);
  }

  private static <T> List<T> rows(Path file, Row<T> reader) throws IOException {
    List<T> values = new ArrayList<>();
    long line = 1;
    try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        CSVParser parser = CSV.parse(text)) {
      for (CSVRecord row : parser) {
        line = parser.getCurrentLineNumber();
        values.add(reader.read(row));
      }
    } catch (IllegalArgumentException
        | DateTimeException
        | UncheckedIOException
        | java.nio.charset.CharacterCodingException e) {
      throw new RecordingFormatException(file + ", near line " + line + ": " + e.getMessage(), e);
    }
    return values;
  }

  private static PtbXlRecord recordOf(CSVRecord row) {
    String age = row.get("age");
    return new PtbXlRecord(
        (int) Double.parseDouble(row.get("ecg_id")),
        (int) Double.parseDouble(row.get("patient_id")),
        age.isBlank() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(age)),
        sexOf(row.get("sex").strip()),
        row.get("device").strip(),
        LocalDateTime.parse(row.get("recording_date").strip(), TIMESTAMP),
        (int) Double.parseDouble(row.get("strat_fold")),
        relativePath(row.get("filename_lr").strip()),
        relativePath(row.get("filename_hr").strip()),
        scpCodes(row.get("scp_codes").strip()));
  }

  private static Optional<Sex> sexOf(String text) {
    return switch (text) {
      case "0", "0.0" -> Optional.of(Sex.MALE);
      case "1", "1.0" -> Optional.of(Sex.FEMALE);
      case "" -> Optional.empty();
      default -> throw new IllegalArgumentException("sex is 0 or 1, not '" + text + "'");
    };
  }

  /** The catalogue names files within its own folder only. */
  private static String relativePath(String text) {
    Path path;
    try {
      path = Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'" + text + "' is no path", e);
    }
    if (text.isEmpty() || path.isAbsolute() || path.normalize().startsWith("..")) {
      throw new IllegalArgumentException("path '" + text + "' leads out of the data set's folder");
    }
    return text;
  }

  /** Reads what Python prints for a dictionary of floats: {@code {'NORM': 100.0, 'SR': 0.0}}. */
  static Map<String, Double> scpCodes(String text) {
    if (!text.startsWith("{") || !text.endsWith("}")) {
      throw new IllegalArgumentException("scp_codes must be {...}, not '" + text + "'");
    }
    String inside = text.substring(1, text.length() - 1).strip();
    Map<String, Double> codes = new LinkedHashMap<>();
    Matcher matcher = STATEMENT.matcher(inside);
    int at = 0;
    while (at < inside.length()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new IllegalArgumentException(
            "scp_codes not understood from '" + inside.substring(at) + "'");
      }
      codes.put(matcher.group(1), Double.valueOf(matcher.group(2)));
      at = matcher.end();
    }
    return Collections.unmodifiableMap(codes);
  }

  private static ScpStatement statementOf(CSVRecord row) {
    return new ScpStatement(
        row.get(0).strip(),
        row.get("description").strip(),
        isSet(row.get("diagnostic")),
        isSet(row.get("form")),
        isSet(row.get("rhythm")),
        nonBlank(row.get("diagnostic_class")),
        nonBlank(row.get("diagnostic_subclass")));
  }

  private static boolean isSet(String text) {
    return !text.isBlank() && Double.parseDouble(text) != 0;
  }

  private static Optional<String> nonBlank(String text) {
    return text.isBlank() ? Optional.empty() : Optional.of(text.strip());
  }
}
