// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.chaos;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One topic of two runs, compared as multisets: partition, timestamp, key and value of every record
 * count, its offset does not.
 *
 * @param topic name of the topic
 * @param disturbed records in the disturbed run
 * @param undisturbed records in the undisturbed run
 * @param lost records that the undisturbed run has and the disturbed one has not, or fewer times
 * @param surplus records that the disturbed run has and the undisturbed one has not, or fewer times
 */
record TopicComparison(String topic, long disturbed, long undisturbed, long lost, long surplus) {

  /** Whether both runs have the same records, each the same number of times. */
  boolean identical() {
    return lost == 0 && surplus == 0;
  }

  /** Compares topic by topic, in the order of their names. */
  static List<TopicComparison> of(TopicContents disturbed, TopicContents undisturbed) {
    Set<String> topics = new TreeSet<>(disturbed.topics().keySet());
    topics.addAll(undisturbed.topics().keySet());
    List<TopicComparison> all = new ArrayList<>();
    for (String topic : topics) {
      all.add(
          of(
              topic,
              disturbed.topics().getOrDefault(topic, Map.of()),
              undisturbed.topics().getOrDefault(topic, Map.of())));
    }
    return all;
  }

  static <E> TopicComparison of(
      String topic, Map<E, Integer> disturbed, Map<E, Integer> undisturbed) {
    Set<E> entries = new HashSet<>(disturbed.keySet());
    entries.addAll(undisturbed.keySet());
    long lost = 0;
    long surplus = 0;
    for (E entry : entries) {
      int more = disturbed.getOrDefault(entry, 0) - undisturbed.getOrDefault(entry, 0);
      lost += Math.max(0, -more);
      surplus += Math.max(0, more);
    }
    return new TopicComparison(topic, size(disturbed), size(undisturbed), lost, surplus);
  }

  private static long size(Map<?, Integer> multiset) {
    return multiset.values().stream().mapToLong(Integer::longValue).sum();
  }
}
