// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.chaos;

import io.monolead.connectors.replay.SignalSource;
import io.monolead.signal.Lead;

/** A signal that begins again at its end, for ever. Belongs to one thread. */
final class LoopedSignal implements SignalSource {
  private final Lead lead;
  private final double samplingRateHz;
  private final float[] millivolts;
  private int position;

  /**
   * A signal from its beginning.
   *
   * @param millivolts at least one sample; not written to
   */
  LoopedSignal(Lead lead, double samplingRateHz, float[] millivolts) {
    if (millivolts.length == 0) {
      throw new IllegalArgumentException("A signal without samples cannot be looped");
    }
    this.lead = lead;
    this.samplingRateHz = samplingRateHz;
    this.millivolts = millivolts;
  }

  @Override
  public Lead lead() {
    return lead;
  }

  @Override
  public double samplingRateHz() {
    return samplingRateHz;
  }

  @Override
  public int read(float[] target) {
    for (int i = 0; i < target.length; i++) {
      target[i] = millivolts[position];
      position = (position + 1) % millivolts.length;
    }
    return target.length;
  }

  @Override
  public double expectedPeakMillivolts() {
    float peak = 0;
    for (float sample : millivolts) {
      if (Math.abs(sample) > peak) {
        peak = Math.abs(sample);
      }
    }
    return peak;
  }
}
