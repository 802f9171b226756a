// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.replay;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How millivolts become the 16-bit samples of a segment.
 *
 * <p>A unit is one microvolt, the unit of most files, so that their own digital values survive; a
 * signal that does not fit takes twice the unit, four times, and so on. The error stays within half
 * a unit. A value that is not finite is a missing sample.
 *
 * @param resolutionNanovolts nanovolts per unit
 */
record Quantisation(double resolutionNanovolts) {
  /** Stands for a missing sample. */
  static final short MISSING = Short.MIN_VALUE;

  static final Quantisation FINEST = new Quantisation(1000);

  private static final double NANOVOLTS_PER_MILLIVOLT = 1e6;

  /** This quantisation, or the finest coarser one that holds a peak. */
  Quantisation holding(double peakMillivolts) {
    double resolution = resolutionNanovolts;
    while (Math.rint(peakMillivolts * NANOVOLTS_PER_MILLIVOLT / resolution) > Short.MAX_VALUE) {
      resolution *= 2;
    }
    return resolution == resolutionNanovolts ? this : new Quantisation(resolution);
  }

  /** The largest finite absolute value among the first samples. */
  static double peak(float[] millivolts, int count) {
    double peak = 0;
    for (int i = 0; i < count; i++) {
      float magnitude = Math.abs(millivolts[i]);
      if (magnitude > peak && magnitude <= Float.MAX_VALUE) {
        peak = magnitude;
      }
    }
    return peak;
  }

  /** Samples {@code [from, to)} as little-endian bytes. */
  ByteBuffer quantise(float[] millivolts, int from, int to) {
    ByteBuffer bytes =
        ByteBuffer.allocate((to - from) * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    double unitsPerMillivolt = NANOVOLTS_PER_MILLIVOLT / resolutionNanovolts;
    for (int i = from; i < to; i++) {
      float value = millivolts[i];
      bytes.putShort(
          Float.isFinite(value) ? (short) Math.rint(value * unitsPerMillivolt) : MISSING);
    }
    return bytes.flip();
  }
}
