// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.ishne;

import io.monolead.connectors.recordings.RecordingFormatException;
import io.monolead.connectors.recordings.RecordingProblems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an ISHNE file begins with: 8 letters, a checksum, a fixed block of 512 bytes and one of
 * variable length. All numbers have their lowest byte first.
 *
 * @param samples size of the signals; writers mean samples of a lead or of all leads together
 * @param dataOffset first byte after the header
 * @param start local time of the first sample, if it is a time at all
 * @param age whole years at the start
 * @param sex {@code Male} or {@code Female}, where stated
 * @param leadCodes codes of the leads (table 2 of the standard)
 * @param nanovolts resolution of each lead
 * @param samplingRateHz samples per second and lead
 */
record IshneHeader(
    long samples,
    long dataOffset,
    Optional<LocalDateTime> start,
    Optional<Integer> age,
    Optional<String> sex,
    List<Integer> leadCodes,
    List<Integer> nanovolts,
    int samplingRateHz) {
  /** What a file of signals begins with. */
  static final String SIGNALS = "ISHNE1.0";

  /** What a file of annotations begins with. */
  static final String ANNOTATIONS = "ANN  1.0";

  /** Letters and checksum. */
  private static final int START_BYTES = 10;

  private static final int FIXED_BYTES = 512;
  private static final int LARGEST_VARIABLE_BYTES = 1 << 20;
  private static final int MOST_LEADS = 12;

  // Places in the file (table 1 of the standard).
  private static final int VARIABLE_SIZE = 10;
  private static final int SAMPLES = 14;
  private static final int VARIABLE_OFFSET = 18;
  private static final int DATA_OFFSET = 22;
  private static final int SEX = 128;
  private static final int BIRTH_DATE = 132;
  private static final int RECORDING_DATE = 138;
  private static final int START_TIME = 150;
  private static final int LEADS = 156;
  private static final int LEAD_CODES = 158;
  private static final int RESOLUTIONS = 206;
  private static final int SAMPLING_RATE = 272;

  /**
   * Reads a header and leaves the stream at the first byte after it.
   *
   * @param magic {@link #SIGNALS} or {@link #ANNOTATIONS}
   * @param file for messages
   */
  static IshneHeader read(InputStream in, String magic, String file, RecordingProblems problems)
      throws IOException {
    byte[] bytes = in.readNBytes(START_BYTES + FIXED_BYTES);
    if (bytes.length < START_BYTES + FIXED_BYTES
        || !new String(bytes, 0, magic.length(), StandardCharsets.ISO_8859_1).equals(magic)) {
      throw malformed(
          file,
          "a file of this kind begins with '"
              + magic
              + "' and a header of "
              + (START_BYTES + FIXED_BYTES)
              + " bytes");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int variableBytes = buffer.getInt(VARIABLE_SIZE);
    int variableOffset = buffer.getInt(VARIABLE_OFFSET);
    int dataOffset = buffer.getInt(DATA_OFFSET);
    if (variableBytes < 0 || variableBytes > LARGEST_VARIABLE_BYTES) {
      throw malformed(
          file,
          "a variable block of "
              + variableBytes
              + " bytes; 0 to "
              + LARGEST_VARIABLE_BYTES
              + " are read");
    }
    int end = START_BYTES + FIXED_BYTES + variableBytes;
    // Files of annotations often keep the offsets of the signals.
    boolean signals = magic.equals(SIGNALS);
    if (signals
        && (dataOffset != end
            || (variableBytes > 0 && variableOffset != START_BYTES + FIXED_BYTES))) {
      throw malformed(
          file,
          "blocks at "
              + variableOffset
              + " and "
              + dataOffset
              + ", where the sizes make it "
              + (START_BYTES + FIXED_BYTES)
              + " and "
              + end);
    }
    byte[] variable = in.readNBytes(variableBytes);
    if (variable.length < variableBytes) {
      throw malformed(file, "ends inside its header");
    }
    int stated = Short.toUnsignedInt(buffer.getShort(magic.length()));
    int actual = Crc16.of(Crc16.of(Crc16.START, bytes, START_BYTES, FIXED_BYTES), variable);
    // Some writers leave the checksum at 0.
    if (stated != 0 && stated != actual) {
      problems.report(
          file
              + ": the header's checksum is "
              + stated
              + ", that of its bytes "
              + actual
              + "; it has been changed");
    }
    Optional<LocalDate> day = date(buffer, RECORDING_DATE);
    int leads = buffer.getShort(LEADS);
    int rate = buffer.getShort(SAMPLING_RATE);
    if (signals && (leads < 1 || leads > MOST_LEADS)) {
      throw malformed(file, "has " + leads + " leads; the standard has 1 to " + MOST_LEADS);
    }
    if (signals && rate < 1) {
      throw malformed(file, "has a sampling rate of " + rate + " Hz");
    }
    int sex = buffer.getShort(SEX);
    return new IshneHeader(
        Integer.toUnsignedLong(buffer.getInt(SAMPLES)),
        end,
        day.flatMap(found -> time(buffer).map(found::atTime)),
        day.flatMap(found -> date(buffer, BIRTH_DATE).map(born -> Period.between(born, found)))
            .map(Period::getYears)
            .filter(years -> years >= 0 && years < 130),
        sex == 1 ? Optional.of("Male") : sex == 2 ? Optional.of("Female") : Optional.empty(),
        numbers(buffer, LEAD_CODES, signals ? leads : 0),
        numbers(buffer, RESOLUTIONS, signals ? leads : 0),
        rate);
  }

  private static List<Integer> numbers(ByteBuffer buffer, int at, int count) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      numbers.add((int) buffer.getShort(at + 2 * i));
    }
    return numbers;
  }

  /** Day, month, year; empty if that is no date, as in files that were made anonymous. */
  private static Optional<LocalDate> date(ByteBuffer buffer, int at) {
    try {
      int year = buffer.getShort(at + 4);
      return year < 1900
          ? Optional.empty()
          : Optional.of(LocalDate.of(year, buffer.getShort(at + 2), buffer.getShort(at)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<LocalTime> time(ByteBuffer buffer) {
    try {
      return Optional.of(
          LocalTime.of(
              buffer.getShort(START_TIME),
              buffer.getShort(START_TIME + 2),
              buffer.getShort(START_TIME + 4)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static RecordingFormatException malformed(String file, String what) {
    return new RecordingFormatException(file + ": " + what);
  }
}
