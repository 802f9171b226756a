// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.wall;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The latest transition of each alert, of a bounded number of alerts. The same transition twice, or
 * one that comes after a later one, as when a job goes back to a checkpoint, changes nothing.
 * Thread-safe.
 *
 * @param <T> the record of a transition
 */
final class AlertBook<T> {
  private final int most;

  /** Those that changed longest ago come first. */
  private final Map<String, Entry<T>> latest = new LinkedHashMap<>();

  /**
   * @param stream whose alert it is
   * @param transition the latest
   * @param atMicros event time of the transition
   * @param rank orders transitions of one time: raised, updated, cleared
   * @param open whether the alert is not cleared
   */
  record Entry<T>(LeadStream stream, T transition, long atMicros, int rank, boolean open) {}

  /**
   * @param most alerts that are kept
   */
  AlertBook(int most) {
    this.most = most;
  }

  /**
   * Notes a transition.
   *
   * @return whether it is news
   */
  synchronized boolean note(String id, Entry<T> entry) {
    Entry<T> known = latest.get(id);
    if (known != null
        && (!known.open()
            || entry.atMicros() < known.atMicros()
            || (entry.atMicros() == known.atMicros() && entry.rank() < known.rank())
            || entry.transition().equals(known.transition()))) {
      return false;
    }
    latest.remove(id);
    latest.put(id, entry);
    return true;
  }

  /** Gives up what is too much, cleared alerts first, and returns what was given up though open. */
  synchronized List<Map.Entry<String, Entry<T>>> trim() {
    List<Map.Entry<String, Entry<T>>> open = new ArrayList<>();
    if (latest.size() > most) {
      Iterator<Entry<T>> cleared = latest.values().iterator();
      while (latest.size() > most && cleared.hasNext()) {
        if (!cleared.next().open()) {
          cleared.remove();
        }
      }
      Iterator<Map.Entry<String, Entry<T>>> rest = latest.entrySet().iterator();
      while (latest.size() > most) {
        Map.Entry<String, Entry<T>> oldest = rest.next();
        open.add(Map.entry(oldest.getKey(), oldest.getValue()));
        rest.remove();
      }
    }
    return open;
  }

  /** The latest transition of an alert. */
  synchronized Optional<Entry<T>> find(String id) {
    return Optional.ofNullable(latest.get(id));
  }

  /** Entries that fit, the latest transition first. */
  synchronized List<Entry<T>> newest(Predicate<Entry<T>> wanted, int limit) {
    return latest.values().stream()
        .filter(wanted)
        .sorted(
            Comparator.comparingLong((Entry<T> entry) -> entry.atMicros())
                .reversed()
                .thenComparing(entry -> entry.open() ? 0 : 1))
        .limit(limit)
        .toList();
  }

  synchronized int size() {
    return latest.size();
  }
}
