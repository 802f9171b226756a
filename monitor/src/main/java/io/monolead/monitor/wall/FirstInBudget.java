// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.wall;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Room that many streams share: whoever takes room beyond it makes the longest kept thing of all be
 * given up. Thread-safe.
 */
final class FirstInBudget {
  private static final int SMALLEST_TIDY = 1024;

  private final long most;
  private final Deque<Entry> entries = new ArrayDeque<>();
  private long used;
  private int dead;

  /** Something that takes room until it is released. */
  static final class Entry {
    private final long size;
    private final Runnable giveUp;
    private boolean released;

    private Entry(long size, Runnable giveUp) {
      this.size = size;
      this.giveUp = giveUp;
    }
  }

  /**
   * @param most room there is
   */
  FirstInBudget(long most) {
    this.most = most;
  }

  /**
   * Takes room.
   *
   * @param giveUp called, on any thread that takes room, when this is the longest kept and room is
   *     short; it must not call back
   */
  Entry take(long size, Runnable giveUp) {
    Entry entry = new Entry(size, giveUp);
    Deque<Entry> over = new ArrayDeque<>();
    synchronized (this) {
      entries.addLast(entry);
      used += size;
      while (used > most && entries.size() > 1) {
        Entry oldest = entries.removeFirst();
        if (oldest.released) {
          dead--;
        } else {
          oldest.released = true;
          used -= oldest.size;
          over.addLast(oldest);
        }
      }
    }
    // Outside: whoever gives something up takes its own lock.
    over.forEach(given -> given.giveUp.run());
    return entry;
  }

  /** Gives room back; of an entry that was given up already, nothing happens. */
  synchronized void release(Entry entry) {
    if (entry.released) {
      return;
    }
    entry.released = true;
    used -= entry.size;
    dead++;
    if (dead > SMALLEST_TIDY && dead > entries.size() / 2) {
      entries.removeIf(one -> one.released);
      dead = 0;
    }
  }

  /** Room that is taken. */
  synchronized long used() {
    return used;
  }
}
