// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.truth;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * A set of event time: spans in order, none empty, no two of which touch.
 *
 * @param spans the spans
 */
public record SpanSet(List<TimeSpan> spans) {
  /** No time at all. */
  public static final SpanSet EMPTY = new SpanSet(List.of());

  public SpanSet {
    spans = List.copyOf(spans);
    for (int i = 0; i < spans.size(); i++) {
      if (spans.get(i).micros() == 0
          || (i > 0 && spans.get(i).fromMicros() <= spans.get(i - 1).toMicros())) {
        throw new IllegalArgumentException("Spans of a set do not touch, unlike " + spans);
      }
    }
  }

  /** All time that is in some of the spans, in whatever order they come. */
  public static SpanSet of(Collection<TimeSpan> spans) {
    return joined(spans, 0);
  }

  /**
   * The same, and with it every gap between two spans that is not longer than a limit.
   *
   * @param gapMicros longest gap that is filled
   */
  public static SpanSet joined(Collection<TimeSpan> spans, long gapMicros) {
    List<TimeSpan> sorted = new ArrayList<>(spans);
    sorted.removeIf(span -> span.micros() == 0);
    sorted.sort(Comparator.comparingLong(TimeSpan::fromMicros));
    List<TimeSpan> joined = new ArrayList<>();
    for (TimeSpan span : sorted) {
      int last = joined.size() - 1;
      if (last >= 0 && span.fromMicros() - joined.get(last).toMicros() <= gapMicros) {
        TimeSpan before = joined.get(last);
        joined.set(
            last, new TimeSpan(before.fromMicros(), Math.max(before.toMicros(), span.toMicros())));
      } else {
        joined.add(span);
      }
    }
    return new SpanSet(joined);
  }

  /** Length in microseconds. */
  public long micros() {
    return spans.stream().mapToLong(TimeSpan::micros).sum();
  }

  /** Microseconds that are in the set and in a span. */
  public long overlapMicros(TimeSpan span) {
    long overlap = 0;
    for (int i = firstEndingAfter(span.fromMicros());
        i < spans.size() && spans.get(i).fromMicros() < span.toMicros();
        i++) {
      overlap += spans.get(i).overlapMicros(span);
    }
    return overlap;
  }

  /** Whether set and span have any time in common. */
  public boolean overlaps(TimeSpan span) {
    return overlapMicros(span) > 0;
  }

  /** Time that is in both sets. */
  public SpanSet and(SpanSet other) {
    List<TimeSpan> both = new ArrayList<>();
    int j = 0;
    for (TimeSpan span : spans) {
      while (j < other.spans.size() && other.spans.get(j).toMicros() <= span.fromMicros()) {
        j++;
      }
      for (int k = j;
          k < other.spans.size() && other.spans.get(k).fromMicros() < span.toMicros();
          k++) {
        both.add(
            new TimeSpan(
                Math.max(span.fromMicros(), other.spans.get(k).fromMicros()),
                Math.min(span.toMicros(), other.spans.get(k).toMicros())));
      }
    }
    return new SpanSet(both);
  }

  /** Time that is in this set and not in the other. */
  public SpanSet minus(SpanSet other) {
    List<TimeSpan> rest = new ArrayList<>();
    for (TimeSpan span : spans) {
      long from = span.fromMicros();
      for (TimeSpan cut : other.and(new SpanSet(List.of(span))).spans) {
        if (cut.fromMicros() > from) {
          rest.add(new TimeSpan(from, cut.fromMicros()));
        }
        from = cut.toMicros();
      }
      if (from < span.toMicros()) {
        rest.add(new TimeSpan(from, span.toMicros()));
      }
    }
    return new SpanSet(rest);
  }

  private int firstEndingAfter(long micros) {
    int low = 0;
    int high = spans.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (spans.get(middle).toMicros() > micros) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
