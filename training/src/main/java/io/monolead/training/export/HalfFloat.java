// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.export;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Floating point of 16 bits, IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction. */
final class HalfFloat {
  /** From here on a number rounds to infinity: half a step above the largest, 65504. */
  private static final float TOO_LARGE = 65520;

  /** The least positive number. */
  private static final double LEAST = 0x1p-24;

  private static final int FRACTION_BITS = 10;
  private static final int LEAST_EXPONENT = -14;
  private static final int BIAS = 15;
  private static final int SIGN = 0x8000;

  private HalfFloat() {}

  /**
   * The nearest number's bits; of two that are as near, the even one's.
   *
   * @throws IllegalArgumentException for what rounds to no finite number
   */
  static short bits(float value) {
    float size = Math.abs(value);
    if (!(size < TOO_LARGE)) {
      throw new IllegalArgumentException(
          value + " is beyond what 16 bits of floating point can be, " + TOO_LARGE);
    }
    int sign = Float.floatToRawIntBits(value) < 0 ? SIGN : 0;
    int exponent = Math.max(Math.getExponent(size), LEAST_EXPONENT);
    // Exact in double precision: a whole number of steps of this exponent, to be rounded.
    long steps = (long) Math.rint(size / (LEAST * Math.scalb(1.0, exponent - LEAST_EXPONENT)));
    // Below the least exponent there is no hidden bit; rounding up carries into the exponent.
    return (short) (sign | ((exponent + BIAS - 1) << FRACTION_BITS) + (int) steps);
  }

  /** Numbers as files hold them. */
  static byte[] littleEndian(float[] values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      buffer.putShort(bits(value));
    }
    return buffer.array();
  }
}
