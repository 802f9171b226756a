// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.fleet;

import io.monolead.connectors.generator.Beat;
import io.monolead.connectors.generator.HeartTruth;
import io.monolead.connectors.generator.SimulatedHeart;
import io.monolead.connectors.replay.SignalSource;
import io.monolead.signal.Lead;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The signal of a simulated device until it is told to end.
 *
 * <p>Read by one thread; the heart rate may be asked for by any.
 */
final class HeartSource implements SignalSource {
  /** Beats over which the heart rate is averaged. */
  private static final int BEATS = 6;

  private static final double LARGEST_MILLIVOLTS = 5;
  private static final double SECONDS_PER_MINUTE = 60;

  private final SimulatedDevice device;
  private final SimulatedHeart heart;
  private final HeartTruth truth = new HeartTruth();
  private final Deque<Long> peaks = new ArrayDeque<>();
  private final long samples;
  private boolean leadOff;
  private volatile double heartRateBpm = Double.NaN;

  /**
   * A heart before its first beat.
   *
   * @param seconds how long it beats
   */
  HeartSource(SimulatedDevice device, double seconds) {
    this.device = device;
    this.samples = (long) Math.min(Long.MAX_VALUE, seconds * device.samplingRateHz());
    this.heart =
        new SimulatedHeart(
            device.scenario(), device.lead(), device.samplingRateHz(), device.seed());
  }

  SimulatedDevice device() {
    return device;
  }

  /** Mean heart rate of the latest beats; NaN before there are two. */
  double heartRateBpm() {
    return heartRateBpm;
  }

  @Override
  public Lead lead() {
    return device.lead();
  }

  @Override
  public double samplingRateHz() {
    return device.samplingRateHz();
  }

  @Override
  public int read(float[] millivolts) {
    int count = (int) Math.min(millivolts.length, samples - heart.position());
    if (count <= 0) {
      return 0;
    }
    heart.read(millivolts, 0, count, truth);
    leadOff = false;
    for (int i = 0; i < count && !leadOff; i++) {
      leadOff = truth.leadOff(i);
    }
    for (Beat beat : truth.beats()) {
      peaks.addLast(beat.sample());
      if (peaks.size() > BEATS) {
        peaks.removeFirst();
      }
    }
    if (peaks.size() > 1) {
      double seconds = (peaks.getLast() - peaks.getFirst()) / device.samplingRateHz();
      heartRateBpm = SECONDS_PER_MINUTE * (peaks.size() - 1) / seconds;
    }
    return count;
  }

  @Override
  public boolean leadOff() {
    return leadOff;
  }

  @Override
  public double expectedPeakMillivolts() {
    return LARGEST_MILLIVOLTS;
  }
}
