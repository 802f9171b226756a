// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.edf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * The time-stamped annotation lists of an {@code EDF Annotations} signal in one data record (EDF+,
 * section 2.2.2): an onset with its sign, perhaps a duration behind the byte 21, texts each ended
 * by the byte 20, and a byte 0 that ends the list.
 *
 * @param lists in the order of the file
 * @param complete false if something could not be understood, which is left out
 */
record TimeStampedAnnotations(List<TimeStamped> lists, boolean complete) {
  private static final byte TEXT_END = 20;
  private static final byte DURATION = 21;
  private static final int LONGEST_TIME = 32;
  private static final Pattern ONSET = Pattern.compile("[+-]\\d{1,12}(?:\\.\\d{1,12})?");
  private static final Pattern SECONDS = Pattern.compile("\\d{1,12}(?:\\.\\d{1,12})?");

  /**
   * One list.
   *
   * @param onset seconds since the start that the header states
   * @param duration in seconds
   * @param texts not empty; none in the list that only says when its data record begins
   */
  record TimeStamped(double onset, OptionalDouble duration, List<String> texts) {}

  /**
   * Reads the lists between two places of a data record.
   *
   * @param from first byte
   * @param to the byte after the last
   */
  static TimeStampedAnnotations read(byte[] record, int from, int to) {
    List<TimeStamped> lists = new ArrayList<>();
    boolean complete = true;
    int at = from;
    while (at < to) {
      if (record[at] == 0) {
        at++;
        continue;
      }
      int end = at;
      while (end < to && record[end] != 0) {
        end++;
      }
      TimeStamped list = list(record, at, end);
      if (list == null) {
        complete = false;
      } else {
        lists.add(list);
      }
      at = end + 1;
    }
    return new TimeStampedAnnotations(lists, complete);
  }

  /** One list; null if it is none. */
  private static TimeStamped list(byte[] record, int from, int to) {
    int firstEnd = find(record, from, to, TEXT_END);
    if (firstEnd < 0 || record[to - 1] != TEXT_END || firstEnd - from > 2 * LONGEST_TIME) {
      return null;
    }
    int durationAt = find(record, from, firstEnd, DURATION);
    String onset = text(record, from, durationAt < 0 ? firstEnd : durationAt);
    String duration = durationAt < 0 ? "" : text(record, durationAt + 1, firstEnd);
    if (!ONSET.matcher(onset).matches()
        || (!duration.isEmpty() && !SECONDS.matcher(duration).matches())) {
      return null;
    }
    List<String> texts = new ArrayList<>(1);
    for (int at = firstEnd + 1; at < to; ) {
      int end = find(record, at, to, TEXT_END);
      if (end > at) {
        texts.add(text(record, at, end));
      }
      at = end + 1;
    }
    return new TimeStamped(
        Double.parseDouble(onset),
        duration.isEmpty()
            ? OptionalDouble.empty()
            : OptionalDouble.of(Double.parseDouble(duration)),
        texts);
  }

  private static int find(byte[] record, int from, int to, byte wanted) {
    for (int at = from; at < to; at++) {
      if (record[at] == wanted) {
        return at;
      }
    }
    return -1;
  }

  private static String text(byte[] record, int from, int to) {
    return new String(record, from, to - from, StandardCharsets.UTF_8);
  }
}
