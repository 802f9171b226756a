// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.strip;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.DoubleUnaryOperator;

/** Writes frames as the contract of the monitor says, apart from the server's own writer. */
final class StripFrames {
  static final short MISSING = Short.MIN_VALUE;
  static final double MICROVOLTS_PER_UNIT = 2.5;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /**
   * A frame of a signal.
   *
   * @param startMicros time of the first sample
   * @param signal millivolts at a time in microseconds since 1970; NaN is missing
   */
  StripFrames signal(
      int flags, long startMicros, double rateHz, int count, DoubleUnaryOperator signal) {
    short[] samples = new short[count];
    for (int i = 0; i < count; i++) {
      double millivolts = signal.applyAsDouble(startMicros + i * 1e6 / rateHz);
      samples[i] =
          Double.isNaN(millivolts)
              ? MISSING
              : (short) Math.round(millivolts * 1000 / MICROVOLTS_PER_UNIT);
    }
    return frame(
        1, flags, 1, (double) startMicros, rateHz, MICROVOLTS_PER_UNIT, samples.length, samples);
  }

  /** A frame whose header may say anything. */
  StripFrames frame(
      int kind,
      int flags,
      int n,
      double start,
      double rateHz,
      double unit,
      int count,
      short[] samples) {
    ByteBuffer buffer = ByteBuffer.allocate(32 + 2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put((byte) kind).put((byte) flags).putShort((short) 0).putInt(n);
    buffer.putDouble(start).putDouble(rateHz).putFloat((float) unit).putInt(count);
    for (short sample : samples) {
      buffer.putShort(sample);
    }
    bytes.writeBytes(buffer.array());
    return this;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
