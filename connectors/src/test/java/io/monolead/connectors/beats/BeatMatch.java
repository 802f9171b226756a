// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.beats;

import java.util.List;

/**
 * Beats that were found against those that are there, beat by beat: a pair is at most 150 ms apart,
 * the match window of ANSI/AAMI EC57.
 *
 * @param matched pairs
 * @param missed beats that are there alone
 * @param invented beats that were found alone
 */
record BeatMatch(int matched, int missed, int invented) {
  private static final long WINDOW_MICROS = 150_000;

  static final BeatMatch NONE = new BeatMatch(0, 0, 0);

  /**
   * Matches two lists in order of time.
   *
   * @param untilMicros beats from here on are not judged: the detector has not decided on them
   */
  static BeatMatch of(List<Long> there, List<Long> found, long untilMicros) {
    List<Long> truth = there.stream().filter(at -> at < untilMicros).toList();
    List<Long> told = found.stream().filter(at -> at < untilMicros).toList();
    int i = 0;
    int k = 0;
    int matched = 0;
    while (i < truth.size() && k < told.size()) {
      long apart = told.get(k) - truth.get(i);
      if (Math.abs(apart) <= WINDOW_MICROS) {
        matched++;
        i++;
        k++;
      } else if (apart < 0) {
        k++;
      } else {
        i++;
      }
    }
    return new BeatMatch(matched, truth.size() - matched, told.size() - matched);
  }

  BeatMatch plus(BeatMatch other) {
    return new BeatMatch(matched + other.matched, missed + other.missed, invented + other.invented);
  }

  double sensitivity() {
    return (double) matched / (matched + missed);
  }

  double positivePredictivity() {
    return (double) matched / (matched + invented);
  }
}
