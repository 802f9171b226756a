// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.csv;

import static io.monolead.connectors.recordings.RecordingFormatException.quoted;

import io.monolead.connectors.recordings.CommonRate;
import io.monolead.connectors.recordings.LeadLabel;
import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.VoltageUnit;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads one file; for one thread and one use. */
final class CsvReader {
  private static final long MOST_SAMPLES = 1L << 28;
  private static final int MOST_COLUMNS = 1024;
  private static final int MOST_HEAD_LINES = 10_000;

  /** Times may lie so many samples beside where the rate puts them. */
  private static final double TIME_TOLERANCE = 0.5;

  private final Path file;
  private final CsvOptions options = new CsvOptions();
  private char separator;
  private List<CsvColumn> columns;

  /** For each column the lead's number in the recording; -1 for one that is left out. */
  private int[] leadOf;

  private double[] millivoltsPerUnit;
  private int timeColumn = -1;

  /** Decimals of the times, by which they may be rounded. */
  private int timeDecimals;

  private CsvReader(Path file) {
    this.file = file;
  }

  /** Whether the line of names has a column that is certainly a lead. */
  static boolean hasLeads(Path file) throws IOException {
    try (CsvLines lines = new CsvLines(file)) {
      CsvReader reader = new CsvReader(file);
      reader.readHead(lines);
      return reader.columns.stream().anyMatch(CsvColumn::isCertainlyALead);
    }
  }

  static Recording read(Path file, String id) throws IOException {
    try (CsvLines lines = new CsvLines(file)) {
      CsvReader reader = new CsvReader(file);
      reader.readHead(lines);
      reader.options.readBeside(file);
      reader.chooseColumns(lines.number());
      return reader.readSamples(lines, id);
    }
  }

  /** Comments and the line of names. */
  private void readHead(CsvLines lines) throws IOException {
    String line = lines.next();
    while (line != null && (line.isBlank() || line.stripLeading().startsWith("#"))) {
      if (!line.isBlank()) {
        options.take(line.stripLeading().substring(1), file, lines.number());
      }
      if (lines.number() == MOST_HEAD_LINES) {
        throw malformed("has no line of names within " + MOST_HEAD_LINES + " lines");
      }
      line = lines.next();
    }
    if (line == null) {
      throw malformed("has no line of names");
    }
    separator = separator(line);
    columns = split(line, lines.number()).stream().map(CsvColumn::parse).toList();
  }

  /** The one of comma, semicolon and tab that divides the line of names most. */
  private static char separator(String line) {
    char best = ',';
    long most = 0;
    for (char candidate : new char[] {',', ';', '\t'}) {
      long count = line.chars().filter(c -> c == candidate).count();
      if (count > most) {
        most = count;
        best = candidate;
      }
    }
    return best;
  }

  /** Fields without blanks and quotation marks around them. */
  private List<String> split(String line, int number) throws RecordingFormatException {
    List<String> fields = new ArrayList<>();
    int from = 0;
    boolean quoting = false;
    for (int i = 0; i <= line.length(); i++) {
      if (i < line.length() && line.charAt(i) == '"') {
        quoting = !quoting;
      } else if (i == line.length() || (line.charAt(i) == separator && !quoting)) {
        String field = line.substring(from, i).strip();
        boolean inQuotes = field.length() > 1 && field.startsWith("\"") && field.endsWith("\"");
        fields.add(inQuotes ? field.substring(1, field.length() - 1).strip() : field);
        from = i + 1;
        if (fields.size() > MOST_COLUMNS) {
          throw malformed("line " + number + " has more than " + MOST_COLUMNS + " fields");
        }
      }
    }
    return fields;
  }

  private void chooseColumns(int line) throws RecordingFormatException {
    leadOf = new int[columns.size()];
    millivoltsPerUnit = new double[columns.size()];
    int leads = 0;
    for (int i = 0; i < columns.size(); i++) {
      CsvColumn column = columns.get(i);
      leadOf[i] = -1;
      if (column.isTime()) {
        if (timeColumn >= 0) {
          throw malformed("line " + line + ": two columns of time");
        }
        timeColumn = i;
      } else if (!column.name().isBlank() || column.unit().isPresent()) {
        Optional<String> unit = column.unit().or(options::unit);
        if (unit.isEmpty()) {
          throw malformed(
              "line "
                  + line
                  + ": column "
                  + quoted(column.name())
                  + " has no unit; write it as 'I [mV]', or add a line '# unit: mV'");
        }
        OptionalDouble millivolts = VoltageUnit.millivolts(unit.get());
        if (millivolts.isPresent()) {
          leadOf[i] = leads++;
          millivoltsPerUnit[i] = millivolts.getAsDouble();
        }
      }
    }
    if (leads == 0) {
      throw malformed(
          "line "
              + line
              + ": none of "
              + columns.size()
              + " columns is a voltage such as 'I [mV]'");
    }
    if (options.decimalComma() && separator == ',') {
      throw malformed("decimal commas need semicolons or tabs between the columns");
    }
    if (timeColumn < 0 && options.samplingRateHz().isEmpty()) {
      throw malformed(
          "neither a column 'time [s]' nor a line '# sampling rate: 250' says how fast it was"
              + " sampled");
    }
    if (timeColumn >= 0 && columns.get(timeColumn).secondsPerUnit().isEmpty()) {
      throw malformed(
          "line "
              + line
              + ": "
              + quoted(columns.get(timeColumn).unit().orElse(""))
              + " is no unit of time; state s, ms or us");
    }
  }

  private Recording readSamples(CsvLines lines, String id) throws IOException {
    int leads = Arrays.stream(leadOf).max().orElseThrow() + 1;
    float[][] millivolts = new float[leads][256];
    double[] seconds = new double[timeColumn < 0 ? 0 : 256];
    int firstLine = lines.number() + 1;
    int count = 0;
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (line.isBlank()) {
        if (lines.next() != null) {
          throw malformed("line " + (lines.number() - 1) + " is empty");
        }
        break;
      }
      if ((count + 1L) * leads > MOST_SAMPLES) {
        throw malformed("more than " + MOST_SAMPLES + " samples are not read");
      }
      if (count == millivolts[0].length) {
        for (int i = 0; i < leads; i++) {
          millivolts[i] = Arrays.copyOf(millivolts[i], 2 * count);
        }
      }
      if (timeColumn >= 0 && count == seconds.length) {
        seconds = Arrays.copyOf(seconds, 2 * count);
      }
      readLine(line, lines.number(), millivolts, seconds, count);
      count++;
    }
    if (count == 0) {
      throw malformed("has no samples after its line of names");
    }
    for (int i = 0; i < leads; i++) {
      millivolts[i] = Arrays.copyOf(millivolts[i], count);
    }
    double rate =
        timeColumn < 0 ? options.samplingRateHz().getAsDouble() : rate(seconds, count, firstLine);
    CommonRate.plausible(rate, file.toString());
    return new Recording(
        id, rate, options.start(), leads(), millivolts, List.of(), options.comments());
  }

  private void readLine(String line, int number, float[][] millivolts, double[] seconds, int sample)
      throws RecordingFormatException {
    List<String> fields = split(line, number);
    if (fields.size() != columns.size()) {
      throw malformed(
          "line "
              + number
              + " has "
              + fields.size()
              + " fields, the line of names has "
              + columns.size());
    }
    char point = options.decimalComma() ? ',' : '.';
    for (int i = 0; i < leadOf.length; i++) {
      String field = fields.get(i);
      if (i == timeColumn) {
        seconds[sample] = number(field, point, number, i) * columns.get(i).secondsPerUnit().get();
        int decimals = field.length() - 1 - field.indexOf(point);
        timeDecimals = Math.max(timeDecimals, field.indexOf(point) < 0 ? 0 : decimals);
      } else if (leadOf[i] >= 0) {
        millivolts[leadOf[i]][sample] =
            CsvNumbers.isMissing(field)
                ? Float.NaN
                : (float) (number(field, point, number, i) * millivoltsPerUnit[i]);
      }
    }
  }

  private double number(String field, char point, int line, int column)
      throws RecordingFormatException {
    double number = CsvNumbers.parse(field, point);
    if (Double.isNaN(number)) {
      boolean comma = point == '.' && !Double.isNaN(CsvNumbers.parse(field, ','));
      throw malformed(
          "line "
              + line
              + ", column "
              + quoted(columns.get(column).name())
              + ": "
              + quoted(field)
              + " is no number"
              + (comma ? "; add a line '# decimal: comma' if it is a decimal comma" : ""));
    }
    return number;
  }

  /** The rate of the times, which must be evenly apart. */
  private double rate(double[] seconds, int count, int firstLine) throws RecordingFormatException {
    double duration = seconds[count - 1] - seconds[0];
    double rate;
    if (options.samplingRateHz().isPresent()) {
      rate = options.samplingRateHz().getAsDouble();
    } else {
      if (count < 2 || !(duration > 0)) {
        throw malformed(
            "the times from line " + firstLine + " on do not grow; state '# sampling rate: 250'");
      }
      rate = (count - 1) / duration;
      double whole = Math.rint(rate);
      double rounding =
          Math.pow(10, -timeDecimals) * columns.get(timeColumn).secondsPerUnit().orElseThrow();
      // 0.003, 0.006, 0.008: the first and the last time may each be rounded by half a step.
      if (whole > 0 && Math.abs((count - 1) / whole - duration) <= rounding) {
        rate = whole;
      }
    }
    for (int i = 0; i < count; i++) {
      double samplesOff = (seconds[i] - seconds[0]) * rate - i;
      if (!(Math.abs(samplesOff) <= TIME_TOLERANCE)) {
        throw malformed(
            "line "
                + (firstLine + i)
                + ": the time "
                + seconds[i]
                + " s does not fit "
                + rate
                + " samples a second; samples must be evenly apart, an empty field stands for a"
                + " missing one");
      }
    }
    return rate;
  }

  private List<Lead> leads() {
    List<Lead> leads = new ArrayList<>();
    for (int i = 0; i < leadOf.length; i++) {
      if (leadOf[i] >= 0) {
        leads.add(LeadLabel.parse(columns.get(i).name(), leadOf[i]));
      }
    }
    return leads;
  }

  private RecordingFormatException malformed(String what) {
    return new RecordingFormatException(file + ": " + what);
  }
}
