// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.wall;

import java.util.OptionalDouble;

/** Measures the heart rate of one stream. Belongs to its stream. */
public interface HeartRateMeter {
  /** Makes meters; a new one for each stream that somebody looks at, and when its rate changes. */
  @FunctionalInterface
  interface Factory {
    /**
     * A meter.
     *
     * @param samplingRateHz samples per second
     */
    HeartRateMeter create(double samplingRateHz);
  }

  /** Takes the next samples. */
  void add(HeldSegment segment);

  /** Beats per minute; empty while it is not known. */
  OptionalDouble beatsPerMinute();

  /** No heart rate at all. */
  static Factory none() {
    return rate ->
        new HeartRateMeter() {
          @Override
          public void add(HeldSegment segment) {
            // Nothing is measured.
          }

          @Override
          public OptionalDouble beatsPerMinute() {
            return OptionalDouble.empty();
          }
        };
  }
}
