// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.export;

import java.util.Map;

/**
 * How far each value of a network reaches on real windows: what 8-bit numbers have to cover.
 *
 * @param ranges by name of the value; lowest and highest, the lowest at most 0 and the highest at
 *     least 0
 */
public record ActivationRanges(Map<String, Range> ranges) {
  public ActivationRanges {
    ranges = Map.copyOf(ranges);
  }

  /**
   * From the lowest to the highest value.
   *
   * @param low at most 0
   * @param high at least 0
   */
  public record Range(float low, float high) {
    public Range {
      if (!(low <= 0 && high >= 0 && high > low && Float.isFinite(high - low))) {
        throw new IllegalArgumentException("No range: " + low + " to " + high);
      }
    }
  }

  /**
   * The range of a value.
   *
   * @throws IllegalArgumentException if it was not measured
   */
  public Range of(String value) {
    Range range = ranges.get(value);
    if (range == null) {
      throw new IllegalArgumentException("The range of " + value + " was not measured");
    }
    return range;
  }
}
