// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.truth;

import java.util.ArrayList;
import java.util.List;

/**
 * When one label is true of one device.
 *
 * @param kind what the spans stand for
 * @param there when it is
 * @param unknown when nobody can say; such time counts neither for nor against an alert
 */
public record LabelTruth(Kind kind, SpanSet there, SpanSet unknown) {
  /** Beats that are no further apart belong to one episode: the length of a window. */
  private static final long BEATS_APART_MICROS = 10_000_000;

  /** What the spans of a truth stand for. */
  public enum Kind {
    /** A rhythm or a state that lasts. */
    EPISODE,
    /** Single beats. */
    BEATS,
    /** A statement on a recording as a whole, which then stands for all of its time. */
    RECORDING
  }

  public LabelTruth {
    there = there.minus(unknown);
  }

  /** A label that is never there. */
  public static LabelTruth never(Kind kind) {
    return new LabelTruth(kind, SpanSet.EMPTY, SpanSet.EMPTY);
  }

  /** The episodes: spans, or runs of beats that are at most 10 s apart. */
  public List<TimeSpan> episodes() {
    return kind == Kind.BEATS
        ? SpanSet.joined(there.spans(), BEATS_APART_MICROS).spans()
        : there.spans();
  }

  /** The time of the episodes. */
  public SpanSet episodeTime() {
    return new SpanSet(episodes());
  }

  /** Whether it can be said of a window that the label is there or not. */
  public boolean knows(TimeSpan window) {
    return !unknown.overlaps(window);
  }

  /**
   * Whether the label is there in a window: for at least half of its time, or in at least one of
   * its beats.
   */
  public boolean holds(TimeSpan window) {
    long overlap = there.overlapMicros(window);
    return kind == Kind.BEATS ? overlap > 0 : overlap > 0 && 2 * overlap >= window.micros();
  }

  /**
   * Both truths together. Of two kinds the one that has any time holds; if both have, they are
   * episodes.
   */
  public LabelTruth and(LabelTruth other) {
    List<TimeSpan> all = new ArrayList<>(there.spans());
    all.addAll(other.there.spans());
    List<TimeSpan> open = new ArrayList<>(unknown.spans());
    open.addAll(other.unknown.spans());
    Kind both = kind == other.kind ? kind : Kind.EPISODE;
    if (other.there.spans().isEmpty()) {
      both = kind;
    } else if (there.spans().isEmpty()) {
      both = other.kind;
    }
    return new LabelTruth(both, SpanSet.of(all), SpanSet.of(open));
  }

  /** What is known within a span. */
  public LabelTruth within(TimeSpan span) {
    SpanSet whole = SpanSet.of(List.of(span));
    return new LabelTruth(kind, there.and(whole), unknown.and(whole));
  }
}
