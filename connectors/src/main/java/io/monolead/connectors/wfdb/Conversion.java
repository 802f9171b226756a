// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.wfdb;

/**
 * From a converter's units to millivolts, for one signal. A long signal has far fewer levels than
 * samples: the millivolts of each level are then worked out once and looked up. Immutable.
 */
final class Conversion {
  /** A table is worth its making from so many samples per level on. */
  private static final int SAMPLES_PER_LEVEL = 4;

  private final int missing;
  private final int baseline;
  private final double millivoltsPerUnit;

  /** Millivolts by the lowest bits of a sample; null if the signal is short. */
  private final float[] table;

  /**
   * @param samples of the signal
   * @param millivoltsPerUnit of the converter
   */
  Conversion(SampleFormat format, long samples, int baseline, double millivoltsPerUnit) {
    this.missing = format.missing();
    this.baseline = baseline;
    this.millivoltsPerUnit = millivoltsPerUnit;
    if (samples / SAMPLES_PER_LEVEL < format.levels()) {
      this.table = null;
      return;
    }
    this.table = new float[format.levels()];
    for (int sample = missing; sample < -missing; sample++) {
      table[sample & table.length - 1] = millivolts(sample);
    }
  }

  private float millivolts(int sample) {
    return sample == missing
        ? Float.NaN
        : (float) (((double) sample - baseline) * millivoltsPerUnit);
  }

  /**
   * Converts the samples of one signal.
   *
   * @param samples of all signals of the file, in frames of {@code width}
   * @param at the signal's first
   * @param target receives {@code count} values from {@code to} on
   */
  void apply(short[] samples, int at, int width, float[] target, int to, int count) {
    if (table == null) {
      for (int i = 0, from = at; i < count; i++, from += width) {
        target[to + i] = millivolts(samples[from]);
      }
      return;
    }
    float[] levels = table;
    for (int i = 0, from = at; i < count; i++, from += width) {
      target[to + i] = levels[samples[from] & levels.length - 1];
    }
  }
}
