// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.plan;

import java.time.Duration;

/**
 * Devices that are to be watched.
 *
 * @param devices how many, each with one lead; at least 1
 * @param samplingRateHz samples per second of each, 50 to 10,000
 * @param segment length of a segment, 0.1 to 60 s
 * @param window length of a window, above 0
 * @param hop time from a window's start to the next one's, above 0 and at most the window
 */
public record Fleet(
    long devices, double samplingRateHz, Duration segment, Duration window, Duration hop) {
  private static final double LEAST_RATE_HZ = 50;
  private static final double MOST_RATE_HZ = 10_000;
  private static final Duration SHORTEST_SEGMENT = Duration.ofMillis(100);
  private static final Duration LONGEST_SEGMENT = Duration.ofSeconds(60);

  public Fleet {
    if (devices < 1) {
      throw new IllegalArgumentException("A fleet has at least 1 device, not " + devices);
    }
    if (!(samplingRateHz >= LEAST_RATE_HZ && samplingRateHz <= MOST_RATE_HZ)) {
      throw new IllegalArgumentException(
          "A sampling rate is between 50 and 10000 Hz, not " + samplingRateHz);
    }
    if (segment.compareTo(SHORTEST_SEGMENT) < 0 || segment.compareTo(LONGEST_SEGMENT) > 0) {
      throw new IllegalArgumentException(
          "A segment lasts 0.1 to 60 s, not " + seconds(segment) + " s");
    }
    if (hop.isZero() || hop.isNegative() || hop.compareTo(window) > 0) {
      throw new IllegalArgumentException(
          "The hop is above 0 and at most the window of "
              + seconds(window)
              + " s, not "
              + seconds(hop)
              + " s");
    }
  }

  /** Windows that are complete each second. */
  public double windowsPerSecond() {
    return devices / seconds(hop);
  }

  /** Segments that come each second. */
  public double segmentsPerSecond() {
    return devices / seconds(segment);
  }

  /** Samples of a segment. */
  public double samplesOfSegment() {
    return samplingRateHz * seconds(segment);
  }

  static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
