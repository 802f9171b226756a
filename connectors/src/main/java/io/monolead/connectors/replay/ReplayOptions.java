// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.replay;

/**
 * How a replay runs.
 *
 * @param segmentSeconds length of a segment in seconds, 0.1 to 60
 * @param speed seconds of signal per second of wall clock, above 0; {@link #FULL_SPEED} does not
 *     wait at all
 */
public record ReplayOptions(double segmentSeconds, double speed) {
  /** As fast as the sink takes it. */
  public static final double FULL_SPEED = Double.POSITIVE_INFINITY;

  /** Segments of one second, at the pace of the signal. */
  public static final ReplayOptions DEFAULT = new ReplayOptions(1, 1);

  public ReplayOptions {
    if (!(segmentSeconds >= Segmenter.SHORTEST_SECONDS
        && segmentSeconds <= Segmenter.LONGEST_SECONDS)) {
      throw new IllegalArgumentException(
          "A segment lasts 0.1 to 60 seconds, not " + segmentSeconds);
    }
    if (!(speed > 0)) {
      throw new IllegalArgumentException("The speed of a replay is above 0, not " + speed);
    }
  }

  /** Segments of one second, as fast as the sink takes them. */
  public static ReplayOptions fullSpeed() {
    return new ReplayOptions(1, FULL_SPEED);
  }
}
