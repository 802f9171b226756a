// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Conditioned windows and the probabilities that the exported model gave for them.
 *
 * @param count number of windows, at least 1
 * @param windows {@code [count][lead][sample]}, shared and not to be written to
 * @param probabilities calibrated, {@code [count][label]}, shared and not to be written to
 */
public record GoldenSet(int count, float[] windows, float[] probabilities) {
  public GoldenSet {
    if (count < 1 || windows.length % count != 0 || probabilities.length % count != 0) {
      throw new IllegalArgumentException(
          String.format(
              "%d golden windows cannot have %d values and %d probabilities",
              count, windows.length, probabilities.length));
    }
  }

  /** Little-endian: the count as an integer, then windows, then probabilities as floats. */
  byte[] encode() {
    ByteBuffer buffer =
        ByteBuffer.allocate(Integer.BYTES + Float.BYTES * (windows.length + probabilities.length))
            .order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(count);
    buffer.asFloatBuffer().put(windows).put(probabilities);
    return buffer.array();
  }

  /**
   * @throws BundleException if the size does not fit the manifest
   */
  static GoldenSet decode(byte[] part, ModelManifest manifest) throws BundleException {
    ByteBuffer buffer = ByteBuffer.wrap(part).order(ByteOrder.LITTLE_ENDIAN);
    int count = part.length < Integer.BYTES ? 0 : buffer.getInt();
    int labels = manifest.labelSpace().size();
    long expected =
        Integer.BYTES + (long) Float.BYTES * count * ((long) manifest.windowValues() + labels);
    if (count < 1 || part.length != expected) {
      throw new BundleException(
          String.format(
              "golden.bin with %d windows of %d values and %d labels should have %d bytes, but has"
                  + " %d",
              count, manifest.windowValues(), labels, expected, part.length));
    }
    float[] windows = new float[count * manifest.windowValues()];
    float[] probabilities = new float[count * labels];
    buffer.asFloatBuffer().get(windows).get(probabilities);
    return new GoldenSet(count, windows, probabilities);
  }
}
