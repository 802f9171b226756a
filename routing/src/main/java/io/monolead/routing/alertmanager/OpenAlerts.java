// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.alertmanager;

import io.monolead.routing.transition.Transition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** The alerts that are raised now, by their ids. Belongs to one thread. */
final class OpenAlerts {
  private final Map<String, Held> byId = new LinkedHashMap<>();
  private final Map<String, String> furtherLabels;

  /** An alert and who told of it. */
  private record Held(TopicPartition partition, PostableAlert alert) {}

  /**
   * None yet.
   *
   * @param furtherLabels labels that every alert carries
   */
  OpenAlerts(Map<String, String> furtherLabels) {
    this.furtherLabels = Map.copyOf(furtherLabels);
  }

  /**
   * Takes a transition in.
   *
   * @return what Alertmanager has to be told, in this order: if the labels of an alert change, as
   *     by a priority that escalates, that the one by the old labels is over comes first
   */
  List<PostableAlert> apply(TopicPartition partition, Transition transition) {
    PostableAlert now = PostableAlert.of(transition, furtherLabels);
    Held before =
        transition.open()
            ? byId.put(transition.alertId(), new Held(partition, now))
            : byId.remove(transition.alertId());
    List<PostableAlert> told = new ArrayList<>();
    if (before != null && !before.alert().labels().equals(now.labels())) {
      told.add(before.alert().endedAt(Instant.MAX));
    }
    told.add(now);
    return told;
  }

  /** Takes an alert out that Alertmanager refuses. */
  void drop(PostableAlert alert) {
    byId.values().removeIf(held -> held.alert().equals(alert));
  }

  /** Forgets what partitions told that are somebody else's now. */
  void forget(Collection<TopicPartition> partitions) {
    byId.values().removeIf(held -> partitions.contains(held.partition()));
  }

  /** The ids of all. */
  Set<String> ids() {
    return Set.copyOf(byId.keySet());
  }

  /** One by its id, if it is raised. */
  Optional<PostableAlert> find(String alertId) {
    return Optional.ofNullable(byId.get(alertId)).map(Held::alert);
  }

  /** How many there are. */
  int size() {
    return byId.size();
  }
}
