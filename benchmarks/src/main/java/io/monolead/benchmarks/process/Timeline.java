// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.process;

import java.util.TreeMap;

/**
 * A quantity that only grows, as it was at some moments; between them it is taken to grow evenly.
 * Thread-safe.
 */
public final class Timeline {
  private final TreeMap<Long, Double> values = new TreeMap<>();

  /** Notes its value at a moment, milliseconds since 1970. */
  public synchronized void note(long millis, double value) {
    values.put(millis, value);
  }

  /** Its value at a moment; before the first note that one's, after the last that one's. */
  public synchronized double at(long millis) {
    var below = values.floorEntry(millis);
    var above = values.ceilingEntry(millis);
    if (below == null && above == null) {
      return Double.NaN;
    }
    if (below == null) {
      return above.getValue();
    }
    if (above == null || above.getKey().equals(below.getKey())) {
      return below.getValue();
    }
    double share = (millis - below.getKey()) / (double) (above.getKey() - below.getKey());
    return below.getValue() + share * (above.getValue() - below.getValue());
  }

  /** By how much it grew; NaN if it was never noted. */
  public double growth(long fromMillis, long toMillis) {
    return at(toMillis) - at(fromMillis);
  }
}
