// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.edf;

import static io.monolead.connectors.recordings.RecordingFormatException.quoted;

import io.monolead.connectors.recordings.RecordingFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of an EDF or EDF+ file: 256 bytes, and 256 for each signal, all in ASCII.
 *
 * @param kind what follows the header
 * @param start local time of the first data record, to the second; empty if the file does not know
 * @param sex first letter, {@code F} or {@code M}, where an EDF+ file has it
 * @param age in whole years at the start, where an EDF+ file has a birth date
 * @param records data records; -1 while a file is being written
 * @param recordSeconds what one data record lasts
 * @param signals in the order of the file
 * @param headerBytes length of the header
 * @param recordBytes length of each data record
 */
record EdfHeader(
    Kind kind,
    Optional<LocalDateTime> start,
    Optional<String> sex,
    Optional<Integer> age,
    long records,
    RecordDuration recordSeconds,
    List<EdfSignal> signals,
    int headerBytes,
    int recordBytes) {
  /** What the reserved field says. */
  enum Kind {
    /** EDF: records follow each other without a gap. */
    PLAIN,
    /** EDF+C: the same, with annotations. */
    CONTINUOUS,
    /** EDF+D: each record says when it begins. */
    DISCONTINUOUS
  }

  /**
   * Seconds of a data record as the file writes them in eight characters.
   *
   * @param seconds the number
   * @param rounding the most by which it may be rounded; 0 if all digits found room
   */
  record RecordDuration(double seconds, double rounding) {
    /**
     * Samples per second of a signal. Where the duration is rounded and a whole number of hertz
     * explains it, that is the rate: 0.002778 s for one sample are 360 Hz.
     */
    double rateHz(int samplesPerRecord) {
      double rate = samplesPerRecord / seconds;
      double whole = Math.rint(rate);
      return rounding > 0 && whole > 0 && Math.abs(samplesPerRecord / whole - seconds) <= rounding
          ? whole
          : rate;
    }
  }

  private static final int FIXED_BYTES = 256;
  private static final int SIGNAL_BYTES = 256;
  private static final int MOST_SIGNALS = 4096;

  /** The standard advises 61,440 at most; files of many channels have more. */
  private static final int LARGEST_RECORD_BYTES = 1 << 26;

  private static final int NUMBER_WIDTH = 8;
  private static final int FIRST_YEAR = 1985;
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d*\\.?\\d*(?:[eE][+-]?\\d{1,3})?");
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[+-]?\\d{1,9}");
  private static final Pattern DATE = Pattern.compile("(\\d\\d)\\.(\\d\\d)\\.(\\d\\d)");

  /** {@code 02-MAY-1951}: always English and capitals, but many write {@code May}. */
  private static final DateTimeFormatter PLUS_DATE =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .appendPattern("dd-MMM-uuuu")
          .toFormatter(Locale.ENGLISH);

  /**
   * Reads a header and leaves the stream at the first data record.
   *
   * @param file for messages
   * @throws RecordingFormatException if it is no EDF header
   */
  static EdfHeader read(InputStream in, String file) throws IOException {
    return new Parser(file).read(in);
  }

  private static final class Parser {
    private final String file;
    private String text;
    private int at;

    Parser(String file) {
      this.file = file;
    }

    EdfHeader read(InputStream in) throws IOException {
      text = text(in, FIXED_BYTES);
      if (!field(8).equals("0")) {
        throw malformed("no EDF file: it does not begin with the version '0'");
      }
      String patient = field(80);
      String recording = field(80);
      String date = field(8);
      String time = field(8);
      int headerBytes = wholeNumber("the length of the header", field(8));
      String reserved = field(44);
      long records = wholeNumber("the number of data records", field(8));
      RecordDuration duration = duration(field(8));
      int count = wholeNumber("the number of signals", field(4));
      if (count < 1 || count > MOST_SIGNALS) {
        throw malformed("has " + count + " signals; 1 to " + MOST_SIGNALS + " are read");
      }
      if (headerBytes != FIXED_BYTES + count * SIGNAL_BYTES) {
        throw malformed(
            "a header of "
                + count
                + " signals has "
                + (FIXED_BYTES + count * SIGNAL_BYTES)
                + " bytes, this says "
                + headerBytes);
      }
      if (records < -1) {
        throw malformed("has " + records + " data records");
      }
      List<EdfSignal> signals = signals(in, count);
      Kind kind =
          reserved.startsWith("EDF+D")
              ? Kind.DISCONTINUOUS
              : reserved.startsWith("EDF+C") ? Kind.CONTINUOUS : Kind.PLAIN;
      EdfSignal last = signals.get(count - 1);
      Optional<LocalDate> day = day(kind, recording, date);
      Optional<LocalDateTime> start =
          day.flatMap(found -> clock(time).map(clock -> LocalDateTime.of(found, clock)));
      String[] person = kind == Kind.PLAIN ? new String[0] : patient.split(" +", -1);
      return new EdfHeader(
          kind,
          start,
          person.length > 1 && (person[1].equals("F") || person[1].equals("M"))
              ? Optional.of(person[1])
              : Optional.empty(),
          person.length > 2 ? age(person[2], day) : Optional.empty(),
          records,
          duration,
          signals,
          headerBytes,
          last.byteOffset() + 2 * last.samplesPerRecord());
    }

    private List<EdfSignal> signals(InputStream in, int count) throws IOException {
      text = text(in, count * SIGNAL_BYTES);
      at = 0;
      String[] labels = fields(count, 16);
      skip(count, 80);
      String[] dimensions = fields(count, 8);
      String[] physicalMinima = fields(count, 8);
      String[] physicalMaxima = fields(count, 8);
      String[] digitalMinima = fields(count, 8);
      String[] digitalMaxima = fields(count, 8);
      skip(count, 80);
      String[] samples = fields(count, 8);
      List<EdfSignal> signals = new ArrayList<>();
      long byteOffset = 0;
      for (int i = 0; i < count; i++) {
        String where = " of signal " + (i + 1);
        int samplesPerRecord = wholeNumber("the number of samples" + where, samples[i]);
        if (samplesPerRecord < 0) {
          throw malformed("the number of samples" + where + " is " + samplesPerRecord);
        }
        EdfSignal signal =
            new EdfSignal(
                labels[i],
                dimensions[i],
                number("the physical minimum" + where, physicalMinima[i]),
                number("the physical maximum" + where, physicalMaxima[i]),
                wholeNumber("the digital minimum" + where, digitalMinima[i]),
                wholeNumber("the digital maximum" + where, digitalMaxima[i]),
                samplesPerRecord,
                (int) byteOffset);
        if (signal.isLead()
            && (signal.digitalMinimum() >= signal.digitalMaximum()
                || signal.physicalMinimum() == signal.physicalMaximum())) {
          throw malformed(
              "the scale"
                  + where
                  + " is empty: digital "
                  + signal.digitalMinimum()
                  + " to "
                  + signal.digitalMaximum()
                  + ", physical "
                  + signal.physicalMinimum()
                  + " to "
                  + signal.physicalMaximum());
        }
        signals.add(signal);
        byteOffset += 2L * samplesPerRecord;
        if (byteOffset > LARGEST_RECORD_BYTES) {
          throw malformed("data records of more than " + LARGEST_RECORD_BYTES + " bytes");
        }
      }
      return signals;
    }

    private String text(InputStream in, int bytes) throws IOException {
      byte[] read = in.readNBytes(bytes);
      if (read.length < bytes) {
        throw malformed("ends inside its header");
      }
      return new String(read, StandardCharsets.ISO_8859_1);
    }

    private String field(int width) {
      String field = text.substring(at, at + width);
      at += width;
      // Some writers end a text with zeros where the standard asks for blanks.
      int zero = field.indexOf(0);
      return (zero < 0 ? field : field.substring(0, zero)).strip();
    }

    private String[] fields(int count, int width) {
      String[] fields = new String[count];
      for (int i = 0; i < count; i++) {
        fields[i] = field(width);
      }
      return fields;
    }

    private void skip(int count, int width) {
      at += count * width;
    }

    private int wholeNumber(String what, String field) throws RecordingFormatException {
      if (!WHOLE_NUMBER.matcher(field).matches()) {
        throw malformed(what + " is " + quoted(field) + ", no whole number");
      }
      return Integer.parseInt(field);
    }

    private double number(String what, String field) throws RecordingFormatException {
      double number = Double.NaN;
      if (NUMBER.matcher(field).matches() && field.chars().anyMatch(Character::isDigit)) {
        try {
          number = Double.parseDouble(field);
        } catch (NumberFormatException e) {
          // Such as a lone exponent; said below.
        }
      }
      if (!Double.isFinite(number)) {
        throw malformed(what + " is " + quoted(field) + ", no number with a decimal point");
      }
      return number;
    }

    private RecordDuration duration(String field) throws RecordingFormatException {
      double seconds = number("the duration of a data record", field);
      if (!(seconds > 0)) {
        throw malformed(
            "data records last "
                + quoted(field)
                + " s; a recording of signals has a duration above 0");
      }
      int point = field.indexOf('.');
      boolean rounded = field.length() == NUMBER_WIDTH && point >= 0 && field.indexOf('E') < 0;
      return new RecordDuration(
          seconds, rounded ? 0.5000001 * Math.pow(10, point + 1 - field.length()) : 0);
    }

    /**
     * The day of the start: an EDF+ file has it with all digits of the year; else the years 85 to
     * 99 are of the twentieth century and all others of the next.
     */
    private static Optional<LocalDate> day(Kind kind, String recording, String date) {
      boolean dateless = false;
      if (kind != Kind.PLAIN && recording.startsWith("Startdate ")) {
        String[] parts = recording.split(" +", -1);
        Optional<LocalDate> day = parts.length > 1 ? plusDate(parts[1]) : Optional.empty();
        if (day.isPresent()) {
          return day;
        }
        dateless = parts.length > 1 && parts[1].equals("X");
      }
      Matcher matcher = DATE.matcher(date);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      int year = Integer.parseInt(matcher.group(3));
      year += year < FIRST_YEAR % 100 ? 2000 : 1900;
      try {
        LocalDate day =
            LocalDate.of(
                year, Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(1)));
        // What EDF+ writes for an unknown date.
        boolean placeholder = dateless && day.equals(LocalDate.of(FIRST_YEAR, 1, 1));
        return placeholder ? Optional.empty() : Optional.of(day);
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }

    private static Optional<LocalTime> clock(String time) {
      Matcher matcher = DATE.matcher(time);
      try {
        return matcher.matches()
            ? Optional.of(
                LocalTime.of(
                    Integer.parseInt(matcher.group(1)),
                    Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3))))
            : Optional.empty();
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }

    private static Optional<LocalDate> plusDate(String text) {
      try {
        return Optional.of(LocalDate.parse(text, PLUS_DATE));
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }

    private static Optional<Integer> age(String birthDate, Optional<LocalDate> day) {
      return plusDate(birthDate)
          .flatMap(born -> day.map(today -> Period.between(born, today).getYears()))
          .filter(years -> years >= 0);
    }

    private RecordingFormatException malformed(String what) {
      return new RecordingFormatException(file + ": " + what);
    }
  }
}
