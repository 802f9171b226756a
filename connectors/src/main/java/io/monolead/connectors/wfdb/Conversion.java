// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

/**
 * From a converter's units to millivolts or another physical unit, for one signal. A long signal
 * has far fewer levels than samples: the values of the levels are then worked out once and looked
 * up. Immutable.
 */
final class Conversion {
  /** A table is worth its making from so many samples per level on. */
  private static final int SAMPLES_PER_LEVEL = 4;

  private final boolean hasMissing;
  private final int missing;
  private final int baseline;
  private final double valuePerUnit;

  /** Values by the lowest bits of a sample; null if the signal is short. */
  private final float[] table;

  /**
   * @param samples of the signal
   * @param baseline unit of the converter that stands for 0
   * @param valuePerUnit of the converter
   */
  Conversion(SampleFormat format, long samples, int baseline, double valuePerUnit) {
    this.hasMissing = format.hasMissing();
    this.missing = hasMissing ? format.missing() : 0;
    this.baseline = baseline;
    this.valuePerUnit = valuePerUnit;
    if (format.isWide() || samples / SAMPLES_PER_LEVEL < 1L << format.bits()) {
      this.table = null;
      return;
    }
    this.table = new float[1 << format.bits()];
    for (int sample = missing; sample < -missing; sample++) {
      table[sample & table.length - 1] = value(sample);
    }
  }

  private float value(int sample) {
    return hasMissing && sample == missing
        ? Float.NaN
        : (float) (((double) sample - baseline) * valuePerUnit);
  }

  /**
   * Converts the samples of one signal.
   *
   * @param dropped frames at the beginning of the block that are left out
   * @param target receives the values from {@code to} on
   */
  void apply(UnitBlock block, int signal, int dropped, float[] target, int to) {
    int width = block.frameSamples();
    int from = dropped * width + block.offset(signal);
    int perFrame = block.samplesPerFrame(signal);
    for (int i = 0; i < perFrame; i++) {
      int count = block.frames() - dropped;
      if (block.wide() != null) {
        convert(block.wide(), from + i, width, target, to + i, perFrame, count);
      } else if (table != null) {
        lookUp(block.narrow(), from + i, width, target, to + i, perFrame, count);
      } else {
        convert(block.narrow(), from + i, width, target, to + i, perFrame, count);
      }
    }
  }

  private void lookUp(
      short[] samples, int from, int width, float[] target, int to, int step, int count) {
    float[] levels = table;
    int mask = levels.length - 1;
    for (int i = 0, at = from, put = to; i < count; i++, at += width, put += step) {
      target[put] = levels[samples[at] & mask];
    }
  }

  private void convert(
      short[] samples, int from, int width, float[] target, int to, int step, int count) {
    for (int i = 0, at = from, put = to; i < count; i++, at += width, put += step) {
      target[put] = value(samples[at]);
    }
  }

  private void convert(
      int[] samples, int from, int width, float[] target, int to, int step, int count) {
    for (int i = 0, at = from, put = to; i < count; i++, at += width, put += step) {
      target[put] = value(samples[at]);
    }
  }
}
