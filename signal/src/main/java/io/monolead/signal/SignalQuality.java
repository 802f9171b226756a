// SPDX-License-Identifier: Apache-2.0
package io.monolead.signal;

import java.util.Set;

/**
 * How much of a window can be trusted, and what is wrong with the rest.
 *
 * @param usableShare share of samples without any issue, 0 to 1
 * @param issues what was found; empty if and only if the share is 1
 */
public record SignalQuality(float usableShare, Set<Issue> issues) {

  /** What can be wrong with a sample. */
  public enum Issue {
    /** The signal hardly moves: electrode off, cable broken, or no heart beat. */
    FLAT_LINE,
    /** The amplifier or converter is at its limit. */
    SATURATION,
    /** The device sent no value. */
    MISSING_SAMPLES,
    /** Infinite: no electrode produces it, a scale is wrong. */
    NON_FINITE
  }

  public SignalQuality {
    issues = Set.copyOf(issues);
    if (!(usableShare >= 0 && usableShare <= 1)) {
      throw new IllegalArgumentException("The usable share is 0 to 1, not " + usableShare);
    }
  }
}
