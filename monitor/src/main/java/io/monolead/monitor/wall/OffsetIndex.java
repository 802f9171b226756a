// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.wall;

import java.util.Arrays;

/**
 * Where in its partition a stream was at some times: a few entries, evenly spread over all of the
 * time that was seen. When it is full every second entry is given up and new ones are taken half as
 * often.
 *
 * <p>Belongs to its stream.
 */
final class OffsetIndex {
  private static final int FIRST_ENTRIES = 8;
  private static final int MOST_ENTRIES = 128;
  private static final long FIRST_SPACING_MICROS = 10_000_000;

  /** There is no entry. */
  static final long NONE = -1;

  private long[] micros = new long[FIRST_ENTRIES];
  private long[] offsets = new long[FIRST_ENTRIES];
  private int size;
  private long spacingMicros = FIRST_SPACING_MICROS;

  /** A segment that starts then lies there. Earlier times than the latest are not noted. */
  void add(long startMicros, long offset) {
    if (size > 0
        && (startMicros < micros[size - 1] + spacingMicros || offset <= offsets[size - 1])) {
      return;
    }
    if (size == MOST_ENTRIES) {
      for (int i = 0; i < MOST_ENTRIES / 2; i++) {
        micros[i] = micros[2 * i];
        offsets[i] = offsets[2 * i];
      }
      size = MOST_ENTRIES / 2;
      spacingMicros *= 2;
    } else if (size == micros.length) {
      micros = Arrays.copyOf(micros, 2 * size);
      offsets = Arrays.copyOf(offsets, 2 * size);
    }
    micros[size] = startMicros;
    offsets[size] = offset;
    size++;
  }

  /** The latest known offset of a segment that starts at or before a time, or {@link #NONE}. */
  long floor(long atMicros) {
    int found = Arrays.binarySearch(micros, 0, size, atMicros);
    int index = found >= 0 ? found : -found - 2;
    return index < 0 ? NONE : offsets[index];
  }

  /** Forgets everything, as when a device's clock was set back. */
  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }
}
