// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.truth;

/**
 * A stretch of event time.
 *
 * @param fromMicros first microsecond
 * @param toMicros first microsecond after it, not before {@code fromMicros}
 */
public record TimeSpan(long fromMicros, long toMicros) {
  private static final double MICROS_PER_MINUTE = 60e6;

  public TimeSpan {
    if (toMicros < fromMicros) {
      throw new IllegalArgumentException(
          "A span of time cannot end at " + toMicros + " before it begins at " + fromMicros);
    }
  }

  /** Length in microseconds. */
  public long micros() {
    return toMicros - fromMicros;
  }

  /** Length in minutes. */
  public double minutes() {
    return micros() / MICROS_PER_MINUTE;
  }

  /** Microseconds that this span has in common with another. */
  public long overlapMicros(TimeSpan other) {
    long from = Math.max(fromMicros, other.fromMicros);
    long to = Math.min(toMicros, other.toMicros);
    return Math.max(0, to - from);
  }

  /** Whether the two have any time in common. */
  public boolean overlaps(TimeSpan other) {
    return overlapMicros(other) > 0;
  }
}
