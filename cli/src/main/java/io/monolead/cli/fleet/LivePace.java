// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.fleet;

import io.monolead.connectors.replay.SegmentSink;
import io.monolead.schemas.EcgSegment;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Holds each segment back until the wall clock has reached its last sample: what lies in the past
 * goes out at once, as from a device that was without a network for a while, the rest as it
 * happens. Segments of silent devices are dropped.
 */
final class LivePace implements SegmentSink {
  private static final double MICROS_PER_SECOND = 1e6;

  private final SegmentSink target;
  private final Clock clock;
  private final Silences silences;

  /** Tells which segments never leave their device. */
  @FunctionalInterface
  interface Silences {
    boolean silent(String deviceId, long startMicros);
  }

  LivePace(SegmentSink target, Clock clock, Silences silences) {
    this.target = target;
    this.clock = clock;
    this.silences = silences;
  }

  @Override
  public void accept(EcgSegment segment) throws InterruptedException {
    double seconds = segment.getSamples().remaining() / (Short.BYTES * segment.getSamplingRateHz());
    long endMicros = segment.getStartTimeMicros() + Math.round(seconds * MICROS_PER_SECOND);
    long waitMillis =
        (endMicros - ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant())) / 1000;
    if (waitMillis > 0) {
      // Only the last of many segments that end together really waits.
      Thread.sleep(waitMillis);
    }
    if (!silences.silent(segment.getDeviceId(), segment.getStartTimeMicros())) {
      target.accept(segment);
    }
  }

  @Override
  public void flush() throws InterruptedException {
    target.flush();
  }
}
