// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.decode;

import io.monolead.schemas.DeadLetterReason;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.SchemaRegistry;
import io.monolead.schemas.SegmentReader;
import io.monolead.schemas.WireFormatException;
import io.monolead.signal.Lead;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;

/**
 * Bytes of a record to a segment, every field checked.
 *
 * <p>Whatever the bytes, it returns a segment that the rest of the job can use without another
 * check, or throws {@link RejectedSegmentException}; it never throws anything else, unless a schema
 * must be asked for and nobody answers. Belongs to one thread; nothing to close.
 */
public final class SegmentDecoder {
  /** Highest sampling rate, Hz. */
  public static final double HIGHEST_RATE_HZ = 10_000;

  /** Coarsest resolution, nanovolts: one volt per unit, far beyond any ECG amplifier. */
  public static final double COARSEST_RESOLUTION_NANOVOLTS = 1e9;

  /** Shortest segment, seconds. */
  public static final double SHORTEST_SECONDS = 0.1;

  /** Longest segment, seconds. */
  public static final double LONGEST_SECONDS = 60;

  /** Longest device id, characters. */
  public static final int LONGEST_DEVICE_ID = 128;

  /** Stands for a missing sample. */
  public static final short MISSING = Short.MIN_VALUE;

  /** Earliest start time: the first ECG was recorded in 1901. */
  public static final long EARLIEST_MICROS =
      Instant.parse("1901-01-01T00:00:00Z").getEpochSecond() * 1_000_000;

  /** Latest start time: anonymised recordings are shifted to as late as 2200. */
  public static final long LATEST_MICROS =
      Instant.parse("2300-01-01T00:00:00Z").getEpochSecond() * 1_000_000;

  /** The longest segment at the highest rate, and room for the other fields. */
  static final int LARGEST_VALUE_BYTES =
      (int) (LONGEST_SECONDS * HIGHEST_RATE_HZ * Short.BYTES) + 4096;

  private final SegmentReader reader;
  private final long maxClockAheadMicros;

  /**
   * @param maxClockAhead how far a segment may start after Kafka's timestamp of its record; a clock
   *     further ahead would carry the watermark, and with it every other device, into the future
   */
  public SegmentDecoder(Duration maxClockAhead) {
    this(maxClockAhead, SchemaRegistry.none());
  }

  /**
   * @param maxClockAhead as above
   * @param registry where schemas are that records name by an id
   */
  public SegmentDecoder(Duration maxClockAhead, SchemaRegistry registry) {
    reader = new SegmentReader(registry);
    maxClockAheadMicros = maxClockAhead.toMillis() * 1000;
  }

  /**
   * Decodes and checks one record.
   *
   * @param value bytes of the record's value, may be null
   * @param recordMillis Kafka's timestamp of the record; negative where it has none
   * @throws RejectedSegmentException if the segment cannot be used
   * @throws io.monolead.schemas.RegistryException if the record's schema is in a registry, and that
   *     does not answer
   */
  public Segment decode(byte[] value, long recordMillis) throws RejectedSegmentException {
    if (value != null && value.length > LARGEST_VALUE_BYTES) {
      throw new RejectedSegmentException(
          DeadLetterReason.INVALID_LENGTH,
          "The record has "
              + value.length
              + " bytes; the longest segment has "
              + LARGEST_VALUE_BYTES);
    }
    EcgSegment message;
    try {
      message = reader.decode(value);
    } catch (WireFormatException e) {
      throw new RejectedSegmentException(DeadLetters.reason(e), String.valueOf(e.getMessage()));
    }
    String deviceId = deviceId(message.getDeviceId());
    String lead = lead(message.getLead());
    if (message.getSequenceNumber() < 0) {
      throw new RejectedSegmentException(
          DeadLetterReason.INVALID_SEQUENCE,
          "The sequence number is " + message.getSequenceNumber() + "; it counts from 0");
    }
    checkRate(message.getSamplingRateHz());
    checkResolution(message.getResolutionNanovolts());
    short[] samples = samples(message.getSamples(), message.getSamplingRateHz());
    checkTime(message.getStartTimeMicros(), recordMillis);
    return new Segment(
        deviceId,
        lead,
        message.getSequenceNumber(),
        message.getStartTimeMicros(),
        message.getSamplingRateHz(),
        message.getResolutionNanovolts(),
        samples,
        message.getLeadOff());
  }

  private static String deviceId(String text) throws RejectedSegmentException {
    if (text.isBlank() || text.length() > LONGEST_DEVICE_ID) {
      throw new RejectedSegmentException(
          DeadLetterReason.INVALID_DEVICE,
          "The device id has "
              + text.length()
              + " characters"
              + (text.isBlank() ? ", none of them visible" : "")
              + "; it needs 1 to "
              + LONGEST_DEVICE_ID);
    }
    if (hasUnprintable(text)) {
      throw new RejectedSegmentException(
          DeadLetterReason.INVALID_DEVICE,
          "The device id holds control characters or broken UTF-8");
    }
    return text;
  }

  private static String lead(String text) throws RejectedSegmentException {
    if (hasUnprintable(text)) {
      throw new RejectedSegmentException(
          DeadLetterReason.INVALID_LEAD, "The lead holds control characters or broken UTF-8");
    }
    try {
      return Lead.parse(text).name();
    } catch (IllegalArgumentException e) {
      throw new RejectedSegmentException(
          DeadLetterReason.INVALID_LEAD,
          "The lead's name has "
              + text.length()
              + " characters"
              + (text.isBlank() ? ", none of them visible" : "")
              + "; it needs 1 to 32");
    }
  }

  private static boolean hasUnprintable(String text) {
    // Broken UTF-8 decodes to the replacement character.
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || c == 0xFFFD || Character.isSurrogate(c)) {
        return true;
      }
    }
    return false;
  }

  private static void checkRate(double samplingRateHz) throws RejectedSegmentException {
    // Written so that NaN fails.
    if (!(samplingRateHz > 0 && samplingRateHz <= HIGHEST_RATE_HZ)) {
      throw new RejectedSegmentException(
          DeadLetterReason.INVALID_RATE,
          "The sampling rate is "
              + samplingRateHz
              + " Hz; it must be above 0 and at most "
              + HIGHEST_RATE_HZ
              + " Hz");
    }
  }

  private static void checkResolution(double nanovolts) throws RejectedSegmentException {
    if (!(nanovolts > 0 && nanovolts <= COARSEST_RESOLUTION_NANOVOLTS)) {
      throw new RejectedSegmentException(
          DeadLetterReason.INVALID_RESOLUTION,
          "The resolution is "
              + nanovolts
              + " nV per unit; it must be above 0 and at most "
              + COARSEST_RESOLUTION_NANOVOLTS);
    }
  }

  private static short[] samples(ByteBuffer bytes, double samplingRateHz)
      throws RejectedSegmentException {
    int size = bytes.remaining();
    if (size == 0 || size % Short.BYTES != 0) {
      throw new RejectedSegmentException(
          DeadLetterReason.INVALID_LENGTH,
          "The samples have " + size + " bytes; 2 bytes each and at least one are needed");
    }
    int count = size / Short.BYTES;
    // A whole number of samples rarely lasts exactly 0.1 s or 60 s: one sample either way is fine.
    // At a rate below one in a minute that one sample would last for years and carry the device's
    // clock with it.
    if (count + 1 <= SHORTEST_SECONDS * samplingRateHz
        || count - 1 >= LONGEST_SECONDS * samplingRateHz
        || count >= 2 * LONGEST_SECONDS * samplingRateHz) {
      throw new RejectedSegmentException(
          DeadLetterReason.INVALID_LENGTH,
          count
              + " samples at "
              + samplingRateHz
              + " Hz last "
              + count / samplingRateHz
              + " s; a segment lasts "
              + SHORTEST_SECONDS
              + " to "
              + LONGEST_SECONDS
              + " s");
    }
    short[] samples = new short[count];
    bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
    return samples;
  }

  private void checkTime(long startMicros, long recordMillis) throws RejectedSegmentException {
    if (startMicros < EARLIEST_MICROS || startMicros >= LATEST_MICROS) {
      throw new RejectedSegmentException(
          DeadLetterReason.INVALID_TIME,
          "The start time is " + startMicros + " us; it must lie between 1901 and 2300");
    }
    if (recordMillis >= 0 && startMicros / 1000 - maxClockAheadMicros / 1000 > recordMillis) {
      throw new RejectedSegmentException(
          DeadLetterReason.INVALID_TIME,
          "The segment starts "
              + (startMicros / 1000 - recordMillis)
              + " ms after its record's timestamp; a device's clock may be ahead by at most "
              + maxClockAheadMicros / 1000
              + " ms");
    }
  }
}
