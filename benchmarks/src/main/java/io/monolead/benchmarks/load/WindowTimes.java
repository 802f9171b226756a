// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When the broker appended the segment that completes each window, and when a reader first saw what
 * came of it. Either may be noted before the other. Times are milliseconds since 1970. Thread-safe.
 */
public final class WindowTimes {
  private final Map<Long, Long> appended = new ConcurrentHashMap<>();
  private final Map<Long, Long> scored = new ConcurrentHashMap<>();
  private final Map<Long, Long> alerted = new ConcurrentHashMap<>();

  /** The segment that completes a window was appended. */
  void appended(long window, long millis) {
    appended.put(window, millis);
  }

  /** The score of a window was seen; returns false if it had been seen before. */
  boolean scored(long window, long millis) {
    return scored.putIfAbsent(window, millis) == null;
  }

  /** An alert that a window caused was seen; returns false if one of it had been seen before. */
  boolean alerted(long window, long millis) {
    return alerted.putIfAbsent(window, millis) == null;
  }

  /** Milliseconds from segment to score, of windows completed in a time; 0 or above. */
  public double[] toScore(long fromMillis, long toMillis) {
    return latencies(scored, fromMillis, toMillis);
  }

  /** Milliseconds from segment to alert, of windows completed in a time; 0 or above. */
  double[] toAlert(long fromMillis, long toMillis) {
    return latencies(alerted, fromMillis, toMillis);
  }

  /** Windows completed in a time of which no score was seen. */
  public long withoutScore(long fromMillis, long toMillis) {
    return appended.entrySet().stream()
        .filter(each -> each.getValue() >= fromMillis && each.getValue() < toMillis)
        .filter(each -> !scored.containsKey(each.getKey()))
        .count();
  }

  private double[] latencies(Map<Long, Long> seen, long fromMillis, long toMillis) {
    return appended.entrySet().stream()
        .filter(each -> each.getValue() >= fromMillis && each.getValue() < toMillis)
        .filter(each -> seen.containsKey(each.getKey()))
        // Two clocks of one machine, the broker's and ours, may be a tick apart.
        .mapToDouble(each -> Math.max(0, seen.get(each.getKey()) - each.getValue()))
        .toArray();
  }
}
