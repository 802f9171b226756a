// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.assemble;

import java.io.Serializable;
import java.time.Duration;

/**
 * The figures by which segments become windows. All in microseconds of event time.
 *
 * @param windowMicros length of a window
 * @param hopMicros from the start of a window to the start of the next, at most {@code
 *     windowMicros}
 * @param clockJitterMicros a segment that starts this close to the end of the one before continues
 *     it; less than half a hop
 * @param reorderToleranceMicros how long a segment waits for one before it that has not come, by
 *     the start times of the device's own segments
 * @param reorderBytes how much may wait per lead, in bytes of a checkpoint; beyond it the oldest is
 *     used at once
 * @param gapMicros a hole in the signal of at least this length is reported when it is over; longer
 *     than {@code clockJitterMicros}
 * @param poorQuality a window whose usable share is below this raises the alert on poor quality,
 *     the next one that is not clears it; 0 to 1, 0 for no such alert
 * @param signalLostMicros silence that raises the alert
 * @param expiryMicros silence after which the device is forgotten, more than {@code
 *     signalLostMicros}
 */
public record AssemblyRules(
    long windowMicros,
    long hopMicros,
    long clockJitterMicros,
    long reorderToleranceMicros,
    int reorderBytes,
    long gapMicros,
    float poorQuality,
    long signalLostMicros,
    long expiryMicros)
    implements Serializable {

  public AssemblyRules {
    require(windowMicros >= 1_000_000, "window length", windowMicros, "at least 1 s");
    require(
        hopMicros >= 100_000 && hopMicros <= windowMicros,
        "hop",
        hopMicros,
        "0.1 s to the window's length of " + windowMicros + " us");
    require(
        clockJitterMicros >= 0 && clockJitterMicros < hopMicros / 2,
        "clock jitter",
        clockJitterMicros,
        "0 to less than half the hop of " + hopMicros + " us");
    require(reorderToleranceMicros >= 0, "reorder tolerance", reorderToleranceMicros, "0 or more");
    require(reorderBytes >= 0, "reorder buffer", reorderBytes, "0 or more");
    require(
        gapMicros > clockJitterMicros,
        "reported gap",
        gapMicros,
        "more than the clock jitter of " + clockJitterMicros + " us");
    if (!(poorQuality >= 0 && poorQuality <= 1)) {
      throw new IllegalArgumentException(
          "The poor quality is " + poorQuality + "; allowed: a share from 0 to 1");
    }
    require(
        signalLostMicros > clockJitterMicros,
        "signal-lost timeout",
        signalLostMicros,
        "more than the clock jitter of " + clockJitterMicros + " us");
    require(
        expiryMicros > signalLostMicros,
        "expiry",
        expiryMicros,
        "more than the signal-lost timeout of " + signalLostMicros + " us");
  }

  private static void require(boolean holds, String what, long value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException("The " + what + " is " + value + "; allowed: " + allowed);
    }
  }

  /** The defaults: windows of 10 s every 5 s. */
  public static AssemblyRules defaults() {
    return new AssemblyRules(
        10_000_000,
        5_000_000,
        20_000,
        5_000_000,
        32 * 1024,
        1_000_000,
        0.5f,
        Duration.ofSeconds(30).toMillis() * 1000,
        Duration.ofHours(24).toMillis() * 1000);
  }

  /** Samples of a window at this rate, at least 1. */
  int windowSamples(double samplingRateHz) {
    return samples(windowMicros, samplingRateHz);
  }

  /** Samples of a hop at this rate, at least 1. */
  int hopSamples(double samplingRateHz) {
    return samples(hopMicros, samplingRateHz);
  }

  private static int samples(long micros, double samplingRateHz) {
    return (int) Math.max(1, Math.round(micros * samplingRateHz / 1e6));
  }
}
