// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.WireFormat;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bytes of a segment but for its sequence number and its start time, the two fields in the
 * middle. What is before them belongs to the device, what is behind them to the signal.
 */
final class SegmentTemplate {
  private static final int LONGEST_VARINT = 10;

  private SegmentTemplate() {}

  /** The bytes before the sequence number. */
  static byte[] head(WireFormat<EcgSegment> format, String deviceId, String lead) {
    ByteBuffer none = ByteBuffer.allocate(0);
    byte[] whole = format.encode(new EcgSegment(deviceId, lead, 0L, 0L, 1.0, 1.0, none, false));
    // Number and time are a byte each, then two doubles, a length of 0 and a boolean.
    return Arrays.copyOf(whole, whole.length - 2 - tail(format, 1.0, 1.0, none).length);
  }

  /** The bytes behind the start time. */
  static byte[] tail(
      WireFormat<EcgSegment> format,
      double samplingRateHz,
      double resolutionNanovolts,
      ByteBuffer samples) {
    // The same segment with empty names has a head of known length: marker, fingerprint, 2 lengths.
    byte[] whole =
        format.encode(
            new EcgSegment("", "", 0L, 0L, samplingRateHz, resolutionNanovolts, samples, false));
    return Arrays.copyOfRange(whole, 2 + Long.BYTES + 2 + 2, whole.length);
  }

  /** A whole segment. */
  static byte[] segment(byte[] head, long sequenceNumber, long startMicros, byte[] tail) {
    byte[] middle = new byte[2 * LONGEST_VARINT];
    int length = putLong(middle, putLong(middle, 0, sequenceNumber), startMicros);
    byte[] whole = Arrays.copyOf(head, head.length + length + tail.length);
    System.arraycopy(middle, 0, whole, head.length, length);
    System.arraycopy(tail, 0, whole, head.length + length, tail.length);
    return whole;
  }

  /** A long as Avro writes it, zigzag and seven bits a byte; returns where the next one goes. */
  private static int putLong(byte[] target, int from, long value) {
    long rest = (value << 1) ^ (value >> 63);
    int at = from;
    while ((rest & ~0x7FL) != 0) {
      target[at++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    target[at++] = (byte) rest;
    return at;
  }
}
