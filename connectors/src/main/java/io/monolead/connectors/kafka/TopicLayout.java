// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the topics are laid out.
 *
 * <p>A record's timestamp is event time, and a replayed recording may be decades old: retention by
 * time would delete it as soon as it is written. Without {@code retention} topics are therefore
 * bounded by size alone; set it where only live devices send.
 *
 * @param partitions partitions of the topics keyed by device; the control topics and the dead
 *     letters have one
 * @param replication replicas of every topic; empty takes the broker's default
 * @param retention how long segments and results are kept in event time; empty bounds by size alone
 * @param retentionBytes greatest size of a partition of segments and results; empty is unbounded
 */
public record TopicLayout(
    int partitions,
    Optional<Short> replication,
    Optional<Duration> retention,
    Optional<Long> retentionBytes) {
  /** Four partitions of at most 4 GiB. */
  public static final TopicLayout DEFAULT =
      new TopicLayout(4, Optional.empty(), Optional.empty(), Optional.of(4L << 30));

  /** A minute at 10 kHz takes 1.2 MB, more than Kafka's own limit. */
  static final int LARGEST_SEGMENT_BYTES = 2 << 20;

  /** A dead letter holds the whole segment, and something around it. */
  static final int LARGEST_DEAD_LETTER_BYTES = 2 * LARGEST_SEGMENT_BYTES;

  /** A command or a policy is a few hundred bytes. */
  static final int LARGEST_CONTROL_BYTES = 64 << 10;

  /** All topics for a set of labels. */
  public List<TopicSpec> topics(TopicNames names, Collection<String> labels) {
    List<TopicSpec> topics = new ArrayList<>();
    topics.add(stream(names.segments(), partitions, LARGEST_SEGMENT_BYTES));
    topics.add(stream(names.scores(), partitions, LARGEST_SEGMENT_BYTES));
    for (String topic : names.alerts(labels).values()) {
      topics.add(stream(topic, partitions, LARGEST_SEGMENT_BYTES));
    }
    topics.add(stream(names.technicalAlerts(), partitions, LARGEST_SEGMENT_BYTES));
    topics.add(stream(names.deadLetters(), 1, LARGEST_DEAD_LETTER_BYTES));
    topics.add(stream(names.shadowScores(), partitions, LARGEST_SEGMENT_BYTES));
    topics.add(log(names.models(), LARGEST_CONTROL_BYTES));
    topics.add(log(names.policies(), LARGEST_CONTROL_BYTES));
    topics.add(stream(names.alertActions(), partitions, LARGEST_CONTROL_BYTES));
    topics.add(log(names.controlReports(), LARGEST_CONTROL_BYTES));
    topics.add(stream(names.fhir(), partitions, LARGEST_SEGMENT_BYTES));
    topics.add(stream(names.undelivered(), 1, LARGEST_DEAD_LETTER_BYTES));
    return topics;
  }

  /** The topics that a back-fill writes, for a set of labels. */
  public List<TopicSpec> results(TopicNames names, Collection<String> labels) {
    List<TopicSpec> topics = new ArrayList<>();
    topics.add(stream(names.scores(), partitions, LARGEST_SEGMENT_BYTES));
    for (String topic : names.alerts(labels).values()) {
      topics.add(stream(topic, partitions, LARGEST_SEGMENT_BYTES));
    }
    topics.add(stream(names.technicalAlerts(), partitions, LARGEST_SEGMENT_BYTES));
    topics.add(stream(names.deadLetters(), 1, LARGEST_DEAD_LETTER_BYTES));
    topics.add(stream(names.shadowScores(), partitions, LARGEST_SEGMENT_BYTES));
    topics.add(log(names.controlReports(), LARGEST_CONTROL_BYTES));
    topics.add(log(names.runs(), LARGEST_SEGMENT_BYTES));
    return topics;
  }

  private TopicSpec stream(String name, int partitionCount, int largestRecordBytes) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("cleanup.policy", "delete");
    settings.put("retention.ms", retention.map(Duration::toMillis).orElse(-1L).toString());
    settings.put("retention.bytes", retentionBytes.orElse(-1L).toString());
    settings.put("max.message.bytes", Integer.toString(largestRecordBytes));
    settings.put("message.timestamp.type", "CreateTime");
    // A device whose clock runs ahead must not make the broker refuse its records or our results.
    settings.put("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
    // Segments of the log are cut by size: cut by event time, every old recording would cut one.
    if (retention.isEmpty()) {
      settings.put("segment.ms", Long.toString(Long.MAX_VALUE));
    }
    return new TopicSpec(name, partitionCount, replication, settings);
  }

  /** Few records, all of which a replay needs: nothing is ever deleted. */
  private TopicSpec log(String name, int largestRecordBytes) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("cleanup.policy", "delete");
    settings.put("retention.ms", "-1");
    settings.put("retention.bytes", "-1");
    settings.put("max.message.bytes", Integer.toString(largestRecordBytes));
    settings.put("message.timestamp.type", "CreateTime");
    settings.put("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
    return new TopicSpec(name, 1, replication, settings);
  }
}
