// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.replay;

import io.monolead.signal.Lead;

/** One lead of something that has a heartbeat: a recording, or a simulated heart. */
public interface SignalSource {
  /** The lead. */
  Lead lead();

  /** Samples per second, 1 to 10000. */
  double samplingRateHz();

  /**
   * Reads the samples that come next.
   *
   * @param millivolts filled from its beginning, in millivolts; NaN stands for a missing sample
   * @return how many samples were read: all that fit, or fewer if the signal ends, then 0
   */
  int read(float[] millivolts);

  /** Whether the electrode was off during some of the samples last read. */
  default boolean leadOff() {
    return false;
  }

  /**
   * The largest absolute value to come in millivolts, as far as known, to choose one resolution.
   */
  default double expectedPeakMillivolts() {
    return 0;
  }
}
