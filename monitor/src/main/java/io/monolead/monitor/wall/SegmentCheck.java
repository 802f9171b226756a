// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.wall;

import io.monolead.schemas.EcgSegment;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Whether a segment can be shown. The limits are those of the schema; what is beyond them the job
 * refuses too, with a reason in the dead letters, so the monitor only counts it.
 */
final class SegmentCheck {
  private static final int LONGEST_DEVICE_ID = 128;
  private static final double HIGHEST_RATE_HZ = 10_000;
  private static final double COARSEST_NANOVOLTS = 1e9;
  private static final double LONGEST_SECONDS = 60;

  /** 1901 and 2300: beyond them numbers of the page lose microseconds. */
  private static final long EARLIEST_MICROS = -2_177_452_800_000_000L;

  private static final long LATEST_MICROS = 10_413_792_000_000_000L;

  private SegmentCheck() {}

  /** Whether a device can have this name. */
  static boolean isDevice(String name) {
    return !name.isBlank() && name.length() <= LONGEST_DEVICE_ID;
  }

  /** Whether something can have happened then. */
  static boolean isTime(long micros) {
    return micros >= EARLIEST_MICROS && micros < LATEST_MICROS;
  }

  /**
   * What is kept of a segment.
   *
   * @param gapBefore whether samples are missing before it
   * @return empty if it cannot be shown
   */
  static Optional<HeldSegment> held(EcgSegment segment, boolean gapBefore) {
    double rate = segment.getSamplingRateHz();
    double resolution = segment.getResolutionNanovolts();
    ByteBuffer bytes = segment.getSamples();
    int size = bytes.remaining();
    int count = size / Short.BYTES;
    // Written so that NaN fails.
    boolean sound =
        rate > 0
            && rate <= HIGHEST_RATE_HZ
            && resolution > 0
            && resolution <= COARSEST_NANOVOLTS
            && size > 0
            && size % Short.BYTES == 0
            && count - 1 < LONGEST_SECONDS * rate
            && count < 2 * LONGEST_SECONDS * rate
            && isTime(segment.getStartTimeMicros());
    if (!sound) {
      return Optional.empty();
    }
    byte[] samples = new byte[size];
    bytes.duplicate().get(samples);
    return Optional.of(
        new HeldSegment(
            segment.getStartTimeMicros(),
            rate,
            resolution,
            segment.getLeadOff(),
            gapBefore,
            samples));
  }
}
