// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * How far one partition may be committed: up to the first record that is not done, whatever was
 * done behind it. Belongs to one thread.
 */
final class PartitionProgress {
  private final Deque<Entry> entries = new ArrayDeque<>();
  private long doneTo = -1;
  private long committed = -1;

  /** A record that was read. */
  static final class Entry {
    private final long offset;
    private boolean done;

    private Entry(long offset) {
      this.offset = offset;
    }

    void done() {
      done = true;
    }
  }

  /** Takes note of a record that was read; offsets come in rising order. */
  Entry read(long offset) {
    Entry entry = new Entry(offset);
    entries.add(entry);
    return entry;
  }

  /** Records between the first that is not done and the last that was read. */
  int span() {
    return entries.size();
  }

  /**
   * The position to commit, if it has moved since {@link #committed}.
   *
   * @param position the consumer's own position, which counts where nothing is under way: it also
   *     knows the marks of transactions
   */
  OptionalLong committable(long position) {
    while (!entries.isEmpty() && entries.peekFirst().done) {
      doneTo = entries.pollFirst().offset + 1;
    }
    if (entries.isEmpty()) {
      doneTo = Math.max(doneTo, position);
    }
    return doneTo > committed ? OptionalLong.of(doneTo) : OptionalLong.empty();
  }

  /** The broker has this position. */
  void committed(long position) {
    committed = Math.max(committed, position);
  }
}
