// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.wall;

import io.monolead.signal.beat.BeatDetector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalDouble;

/** The heart rate by the beats that are found. Nothing is measured at rates too low for beats. */
public final class BeatMeter implements HeartRateMeter {
  private static final double NANOVOLTS_PER_MICROVOLT = 1000;

  private final BeatDetector detector;

  private BeatMeter(double samplingRateHz) {
    detector = new BeatDetector(samplingRateHz);
  }

  /** Makes meters. */
  public static Factory factory() {
    return rate ->
        BeatDetector.supports(rate) ? new BeatMeter(rate) : HeartRateMeter.none().create(rate);
  }

  @Override
  public void add(HeldSegment segment) {
    detector.seek(segment.startMicros());
    if (segment.leadOff()) {
      // What an open electrode picks up is not to be taken for beats.
      detector.reset();
      return;
    }
    short[] units = new short[segment.count()];
    ByteBuffer.wrap(segment.samples()).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(units);
    detector.add(units, 0, units.length, segment.resolutionNanovolts() / NANOVOLTS_PER_MICROVOLT);
  }

  @Override
  public OptionalDouble beatsPerMinute() {
    return detector.heartRate();
  }
}
