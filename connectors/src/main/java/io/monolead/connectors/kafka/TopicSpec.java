// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import java.util.Map;
import java.util.Optional;

/**
 * A topic as it should be.
 *
 * @param name name of the topic
 * @param partitions number of partitions, at least 1
 * @param replication number of replicas; empty takes the broker's default
 * @param settings topic settings over the broker's defaults
 */
public record TopicSpec(
    String name, int partitions, Optional<Short> replication, Map<String, String> settings) {
  public TopicSpec {
    if (partitions < 1) {
      throw new IllegalArgumentException(
          "Topic " + name + " needs at least 1 partition, not " + partitions);
    }
    if (replication.isPresent() && replication.get() < 1) {
      throw new IllegalArgumentException(
          "Topic " + name + " needs at least 1 replica, not " + replication.get());
    }
    settings = Map.copyOf(settings);
  }
}
