// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

import static io.monolead.connectors.recordings.RecordingFormatException.quoted;

import io.monolead.connectors.recordings.RecordingFormatException;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the text of a WFDB header (<a
 * href="https://physionet.org/physiotools/wag/header-5.htm">header(5)</a>).
 *
 * <p>Headers in the wild deviate; what is unambiguous is accepted (blank lines between signals,
 * comments before the record line, units in any case). A base time or date in another notation than
 * the standard's is taken as absent: the 2020 and 2021 Challenges write the time of the file's
 * conversion there, which is not the time of the first sample.
 */
final class WfdbHeaderParser {
  /** More signals than any recorder has; refuses absurd headers before anything is allocated. */
  static final int MOST_SIGNALS = 1024;

  /** More than the longest record of an intensive care database; each costs a file's opening. */
  static final int MOST_SEGMENTS = 1 << 14;

  /** More than the fastest device the field knows of; body-surface maps stay below 100 kHz. */
  private static final double HIGHEST_RATE_HZ = 1e9;

  private static final double DEFAULT_RATE_HZ = 250;

  /** The standard's six and whatever follows them. */
  private static final int MOST_RECORD_FIELDS = 7;

  private static final Pattern BLANKS = Pattern.compile("[ \\t]+");
  // Number patterns have bounded repetitions, so that hostile lines match in linear time.
  private static final String NUMBER = "[-+]?\\d{0,30}(?:\\.\\d{0,30})?(?:[eE][-+]?\\d{1,3})?";
  private static final Pattern RATE =
      Pattern.compile("(" + NUMBER + ")(?:/(" + NUMBER + ")(?:\\((" + NUMBER + ")\\))?)?");
  private static final Pattern FORMAT =
      Pattern.compile("(\\d{1,6})(?:x(\\d{1,9}))?(?::(\\d{1,9}))?(?:\\+(\\d{1,18}))?");
  private static final Pattern GAIN =
      Pattern.compile("(" + NUMBER + ")(?:\\(([-+]?\\d{1,10})\\))?(?:/(\\S{1,40}))?");
  private static final Pattern TIME =
      Pattern.compile("(?:(\\d{1,2}):)?(?:(\\d{1,2}):)?(\\d{1,2})(?:\\.(\\d{1,9}))?");
  private static final Pattern DATE = Pattern.compile("(\\d{1,2})/(\\d{1,2})/(\\d{4})");

  private final String source;
  private int lineNumber;

  private WfdbHeaderParser(String source) {
    this.source = source;
  }

  /**
   * Reads a header.
   *
   * @param text content of the header file
   * @param source what messages call the file
   * @throws RecordingFormatException if the text is no header or one of a kind not read
   */
  static WfdbHeader parse(String text, String source) throws RecordingFormatException {
    return new WfdbHeaderParser(source).parse(text);
  }

  private WfdbHeader parse(String text) throws RecordingFormatException {
    List<String> comments = new ArrayList<>();
    List<WfdbSignal> signals = new ArrayList<>();
    List<WfdbSegment> segments = new ArrayList<>();
    WfdbHeader record = null;
    int signalCount = 0;
    int segmentCount = 0;
    for (String raw : text.split("\\r\\n|\\n|\\r", -1)) {
      lineNumber++;
      String line = raw.strip();
      if (line.startsWith("#")) {
        comments.add(line.substring(1).strip());
      } else if (!line.isEmpty() && record == null) {
        String[] fields = BLANKS.split(line, MOST_RECORD_FIELDS);
        segmentCount = segmentCount(fields);
        signalCount = signalCount(fields);
        record = recordLine(fields);
      } else if (!line.isEmpty() && segments.size() < segmentCount) {
        segments.add(segmentLine(line));
      } else if (!line.isEmpty() && segmentCount == 0 && signals.size() < signalCount) {
        signals.add(signalLine(line));
      } else if (!line.isEmpty()) {
        throw malformed(
            "the record line announces "
                + announced(segmentCount, signalCount)
                + ", but here is one more line");
      }
    }
    if (record == null) {
      throw new RecordingFormatException(source + ": no record line; the file is no WFDB header");
    }
    int found = segmentCount > 0 ? segments.size() : signals.size();
    if (found < (segmentCount > 0 ? segmentCount : signalCount)) {
      throw new RecordingFormatException(
          source
              + ": the record line announces "
              + announced(segmentCount, signalCount)
              + ", found "
              + found);
    }
    return new WfdbHeader(
        record.recordName(),
        record.samplingRateHz(),
        record.counterFrequencyHz(),
        record.baseCounter(),
        record.samples(),
        record.baseTime(),
        record.baseDate(),
        signals,
        segmentCount > 0 ? signalCount : 0,
        segments,
        comments);
  }

  private static String announced(int segments, int signals) {
    return segments > 0 ? segments + " segments" : signals + " signals";
  }

  /** Segments that follow the record's name; 0 if there is no number of them. */
  private int segmentCount(String[] fields) throws RecordingFormatException {
    int slash = fields[0].indexOf('/');
    return slash < 0
        ? 0
        : (int) integer(fields[0].substring(slash + 1), "number of segments", 1, MOST_SEGMENTS);
  }

  private int signalCount(String[] fields) throws RecordingFormatException {
    if (fields.length < 2) {
      throw malformed("a record line has a name and a number of signals");
    }
    long count = integer(fields[1], "number of signals", 0, Integer.MAX_VALUE);
    if (count > MOST_SIGNALS) {
      throw malformed(count + " signals, at most " + MOST_SIGNALS + " are read");
    }
    return (int) count;
  }

  private WfdbHeader recordLine(String[] fields) throws RecordingFormatException {
    double rate = DEFAULT_RATE_HZ;
    double counterFrequency = 0;
    double baseCounter = 0;
    if (fields.length > 2) {
      Matcher matcher = RATE.matcher(fields[2]);
      if (!matcher.matches()) {
        throw malformed("sampling rate " + quoted(fields[2]) + " is no number");
      }
      rate = number(matcher.group(1), "sampling rate");
      if (!(rate > 0) || rate > HIGHEST_RATE_HZ) {
        throw malformed("the sampling rate must be above 0 Hz and at most 1 GHz, not " + rate);
      }
      counterFrequency = optionalNumber(matcher.group(2), 0, "counter frequency");
      baseCounter = optionalNumber(matcher.group(3), 0, "base counter");
    }
    long samples =
        fields.length > 3 ? integer(fields[3], "number of samples", 0, Long.MAX_VALUE) : 0;
    int slash = fields[0].indexOf('/');
    return new WfdbHeader(
        slash < 0 ? fields[0] : fields[0].substring(0, slash),
        rate,
        counterFrequency > 0 ? counterFrequency : rate,
        baseCounter,
        samples == 0 ? OptionalLong.empty() : OptionalLong.of(samples),
        fields.length > 4 ? time(fields[4]) : Optional.empty(),
        fields.length > 5 ? date(fields[5]) : Optional.empty(),
        List.of(),
        0,
        List.of(),
        List.of());
  }

  private WfdbSegment segmentLine(String line) throws RecordingFormatException {
    String[] fields = BLANKS.split(line, 3);
    if (fields.length < 2) {
      throw malformed("a segment line has a record's name and a number of samples");
    }
    long samples = integer(fields[1], "number of samples", 0, Long.MAX_VALUE);
    return new WfdbSegment(
        fields[0].equals("~") ? fields[0] : plainName(fields[0], "segment"), samples);
  }

  private WfdbSignal signalLine(String line) throws RecordingFormatException {
    String[] fields = BLANKS.split(line, 9);
    if (fields.length < 2) {
      throw malformed("a signal line has a file name and a format");
    }
    Matcher format = FORMAT.matcher(fields[1]);
    if (!format.matches()) {
      throw malformed(
          "signal format " + quoted(fields[1]) + " is not <number>[x<n>][:<skew>][+<offset>]");
    }
    double gain = WfdbSignal.DEFAULT_GAIN;
    Integer baseline = null;
    String units = "mV";
    if (fields.length > 2) {
      Matcher matcher = GAIN.matcher(fields[2]);
      if (!matcher.matches()) {
        throw malformed("gain " + quoted(fields[2]) + " is not <number>[(<baseline>)][/<units>]");
      }
      gain = number(matcher.group(1), "gain");
      if (gain == 0) {
        gain = WfdbSignal.DEFAULT_GAIN;
      }
      if (matcher.group(2) != null) {
        baseline =
            (int) integer(matcher.group(2), "baseline", Integer.MIN_VALUE, Integer.MAX_VALUE);
      }
      if (matcher.group(3) != null) {
        units = matcher.group(3);
      }
    }
    int adcZero = intField(fields, 4, "ADC zero", 0);
    int formatNumber = Integer.parseInt(format.group(1));
    return new WfdbSignal(
        formatNumber == 0 ? fields[0] : plainName(fields[0], "signal file"),
        formatNumber,
        format.group(2) == null ? 1 : Math.max(1, Integer.parseInt(format.group(2))),
        format.group(3) == null ? 0 : Integer.parseInt(format.group(3)),
        format.group(4) == null ? 0 : Long.parseLong(format.group(4)),
        gain,
        baseline == null ? adcZero : baseline,
        units,
        intField(fields, 3, "ADC resolution", 0),
        adcZero,
        optionalIntField(fields, 5, "initial value"),
        optionalIntField(fields, 6, "checksum"),
        intField(fields, 7, "block size", 0),
        fields.length > 8 ? fields[8].strip() : "");
  }

  /**
   * Headers come from anywhere: another file is only ever looked for beside its header. A link
   * there is followed: whoever keeps the folder set it, not the header.
   */
  private String plainName(String name, String what) throws RecordingFormatException {
    if (name.equals("-") || name.equals("~")) {
      throw malformed("signals from '" + name + "' (no file) are not read");
    }
    if (name.indexOf('/') >= 0
        || name.indexOf('\\') >= 0
        || name.indexOf(':') >= 0
        || name.indexOf('\0') >= 0
        || name.equals(".")
        || name.equals("..")) {
      throw malformed(
          what
              + " "
              + quoted(name)
              + " is refused: it must be a plain name in the header's folder");
    }
    try {
      return Path.of(name).toString();
    } catch (InvalidPathException e) {
      throw malformed(what + " " + quoted(name) + " is no name this system can have");
    }
  }

  private Optional<LocalTime> time(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    // header(5): HH:MM:SS, shortened from the left.
    String hours = matcher.group(2) == null ? null : matcher.group(1);
    String minutes = matcher.group(2) == null ? matcher.group(1) : matcher.group(2);
    String fraction = matcher.group(4) == null ? "" : matcher.group(4);
    try {
      return Optional.of(
          LocalTime.of(
              hours == null ? 0 : Integer.parseInt(hours),
              minutes == null ? 0 : Integer.parseInt(minutes),
              Integer.parseInt(matcher.group(3)),
              Integer.parseInt((fraction + "000000000").substring(0, 9))));
    } catch (DateTimeException notOnTheClock) {
      return Optional.empty();
    }
  }

  private Optional<LocalDate> date(String text) {
    Matcher matcher = DATE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          LocalDate.of(
              Integer.parseInt(matcher.group(3)),
              Integer.parseInt(matcher.group(2)),
              Integer.parseInt(matcher.group(1))));
    } catch (DateTimeException notInTheCalendar) {
      return Optional.empty();
    }
  }

  private int intField(String[] fields, int index, String what, int absent)
      throws RecordingFormatException {
    return optionalIntField(fields, index, what).orElse(absent);
  }

  private OptionalInt optionalIntField(String[] fields, int index, String what)
      throws RecordingFormatException {
    if (fields.length <= index) {
      return OptionalInt.empty();
    }
    return OptionalInt.of((int) integer(fields[index], what, Integer.MIN_VALUE, Integer.MAX_VALUE));
  }

  private double optionalNumber(String text, double absent, String what)
      throws RecordingFormatException {
    return text == null ? absent : number(text, what);
  }

  private double number(String text, String what) throws RecordingFormatException {
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw malformed(what + " " + quoted(text) + " is no number");
    }
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw malformed(what + " " + quoted(text) + " is out of range");
    }
    return value;
  }

  private long integer(String text, String what, long least, long most)
      throws RecordingFormatException {
    long value;
    try {
      // Some writers put "5000.0" where an integer belongs.
      value =
          text.length() <= 24 && text.matches("[-+]?\\d+\\.0*")
              ? new BigDecimal(text).longValueExact()
              : Long.parseLong(text);
    } catch (ArithmeticException | NumberFormatException e) {
      throw malformed(what + " " + quoted(text) + " is no integer in range");
    }
    if (value < least || value > most) {
      throw malformed(what + " " + value + " is out of range");
    }
    return value;
  }

  private RecordingFormatException malformed(String message) {
    return new RecordingFormatException(source + ", line " + lineNumber + ": " + message);
  }
}
