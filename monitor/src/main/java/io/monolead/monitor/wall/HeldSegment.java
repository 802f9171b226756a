// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.wall;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A segment as it is kept for strips: its samples stay the bytes that came from Kafka.
 *
 * @param startMicros event time of the first sample, microseconds since 1970
 * @param samplingRateHz samples per second, above 0
 * @param resolutionNanovolts nanovolts per unit of a sample, above 0
 * @param leadOff whether the device says that the electrode has lost contact
 * @param gapBefore whether samples are missing between this and what came before
 * @param samples signed 16-bit little-endian, -32768 for a missing one; not to be written to
 */
public record HeldSegment(
    long startMicros,
    double samplingRateHz,
    double resolutionNanovolts,
    boolean leadOff,
    boolean gapBefore,
    byte[] samples) {
  /** Bytes of a frame before its samples. */
  public static final int HEADER_BYTES = 32;

  /** In the flags of a frame: lead off. */
  public static final int LEAD_OFF = 1;

  /** In the flags of a frame: samples are missing before it. */
  public static final int GAP_BEFORE = 2;

  private static final byte KIND = 1;
  private static final int FLAGS_AT = 1;
  private static final double NANOVOLTS_PER_MICROVOLT = 1000;

  /** The same, with or without samples missing before it. */
  public HeldSegment withGapBefore(boolean gap) {
    return gap == gapBefore
        ? this
        : new HeldSegment(startMicros, samplingRateHz, resolutionNanovolts, leadOff, gap, samples);
  }

  /** Samples. */
  public int count() {
    return samples.length / Short.BYTES;
  }

  /** Event time just after the last sample, microseconds since 1970. */
  public long endMicros() {
    return startMicros + Math.round(count() * 1e6 / samplingRateHz);
  }

  /**
   * The frame of the live protocol: 32 bytes of header and the samples, all little-endian.
   *
   * @param n number of the stream
   * @return a new array
   */
  public byte[] frame(int n) {
    ByteBuffer frame =
        ByteBuffer.allocate(HEADER_BYTES + samples.length).order(ByteOrder.LITTLE_ENDIAN);
    frame
        .put(KIND)
        .put((byte) ((leadOff ? LEAD_OFF : 0) | (gapBefore ? GAP_BEFORE : 0)))
        .putShort((short) 0)
        .putInt(n)
        .putDouble((double) startMicros)
        .putDouble(samplingRateHz)
        .putFloat((float) (resolutionNanovolts / NANOVOLTS_PER_MICROVOLT))
        .putInt(count())
        .put(samples);
    return frame.array();
  }

  /** The same frame for a reader who was not given the one before. */
  public static byte[] afterGap(byte[] frame) {
    byte[] copy = Arrays.copyOf(frame, frame.length);
    copy[FLAGS_AT] |= GAP_BEFORE;
    return copy;
  }
}
