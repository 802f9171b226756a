// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Which records of a topic a run with an end reads: settled once before it starts, so that a
 * restart, and a second run of the same range, read the same records.
 *
 * <p>Two instants choose <em>records by their Kafka timestamp</em>, from the first inclusive to the
 * second exclusive, each by its own: a stretch of offsets alone would not do, because one device
 * whose clock is an hour ahead would end the stretch an hour early for all devices of its
 * partition. Kafka's index finds the first record that may belong to the range exactly; for records
 * that were written late, the topic is read on past the end until a record is later than the end by
 * a given time.
 *
 * <p>Immutable; travels with the job.
 */
public final class SegmentRange implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long NO_START = Long.MIN_VALUE;
  private static final long NO_END = Long.MAX_VALUE;

  private final String topic;
  private final TreeMap<Integer, Span> spans;
  private final long fromMillis;
  private final long toMillis;

  /**
   * The part of a partition that is read.
   *
   * @param oldestOffset of the oldest record that Kafka still had when the range was settled
   * @param fromOffset of the first record
   * @param toOffset just after the last record
   */
  public record Span(long oldestOffset, long fromOffset, long toOffset) implements Serializable {
    public Span {
      if (fromOffset < 0 || toOffset < fromOffset) {
        throw new IllegalArgumentException(
            "A span goes from an offset to the same or a later one, not from "
                + fromOffset
                + " to "
                + toOffset);
      }
    }
  }

  /**
   * A range.
   *
   * @param topic the topic
   * @param spans what is read of each partition
   * @param from timestamp of the first records; empty if offsets alone choose
   * @param to timestamp just after the last records; empty if offsets alone choose
   */
  public SegmentRange(
      String topic, SortedMap<Integer, Span> spans, Optional<Instant> from, Optional<Instant> to) {
    this.topic = topic;
    this.spans = new TreeMap<>(spans);
    fromMillis = from.map(Instant::toEpochMilli).orElse(NO_START);
    toMillis = to.map(Instant::toEpochMilli).orElse(NO_END);
  }

  /**
   * Asks the broker where a range lies.
   *
   * @param groupId whose committed offsets count, where the range begins there
   * @param late how much later than the end a record's timestamp must be to show that no more
   *     records of the range follow it in its partition; only where the range ends at an instant
   * @param timeout time in which the broker must answer
   * @throws IllegalArgumentException if the beginning is not before the end, offsets do not name
   *     every partition, or an offset is not in its partition
   * @throws MissingTopicException if there is no such topic
   * @throws BrokerException if the broker does not answer
   */
  public static SegmentRange of(
      KafkaConnection connection,
      String topic,
      String groupId,
      StartOffsets start,
      StopOffsets stop,
      Duration late,
      Duration timeout) {
    if (start.instant().isPresent()
        && stop.instant().isPresent()
        && !start.instant().get().isBefore(stop.instant().get())) {
      throw new IllegalArgumentException(
          "The range begins at "
              + start
              + " and ends at "
              + stop
              + "; its beginning must be before its end");
    }
    try (BrokerAdmin broker = new BrokerAdmin(connection, timeout)) {
      List<TopicPartition> partitions = partitions(broker, connection, topic);
      Map<TopicPartition, Long> oldest = offsets(broker, partitions, OffsetSpec.earliest());
      Map<TopicPartition, Long> ends = offsets(broker, partitions, OffsetSpec.latest());
      Map<TopicPartition, Long> from =
          switch (start.kind()) {
            case EARLIEST -> oldest;
            case LATEST -> ends;
            case COMMITTED -> committed(broker, groupId, oldest);
            case INSTANT -> first(broker, start.instant().orElseThrow(), ends);
            case OFFSETS -> given(start.offsets().orElseThrow(), oldest, ends);
          };
      Map<TopicPartition, Long> to = ends;
      if (stop.instant().isPresent()) {
        to = first(broker, stop.instant().get().plus(late), ends);
      } else if (stop.offsets().isPresent()) {
        to = given(stop.offsets().get(), oldest, ends);
      }
      SortedMap<Integer, Span> spans = new TreeMap<>();
      for (TopicPartition partition : partitions) {
        long first = from.get(partition);
        long end = to.get(partition);
        if (end < first && stop.offsets().isPresent()) {
          throw new IllegalArgumentException(
              "Partition "
                  + partition.partition()
                  + " of "
                  + topic
                  + " begins at offset "
                  + first
                  + " and ends at offset "
                  + end
                  + "; its beginning must not be after its end");
        }
        spans.put(
            partition.partition(), new Span(oldest.get(partition), first, Math.max(first, end)));
      }
      return new SegmentRange(topic, spans, start.instant(), stop.instant());
    } catch (ExecutionException e) {
      throw new BrokerException(
          "Kafka at "
              + connection
              + " does not tell the offsets of "
              + topic
              + ": "
              + e.getCause().getMessage(),
          e);
    }
  }

  private static List<TopicPartition> partitions(
      BrokerAdmin broker, KafkaConnection connection, String topic) throws ExecutionException {
    try {
      TopicDescription described =
          broker.await(broker.admin().describeTopics(List.of(topic)).allTopicNames()).get(topic);
      return described.partitions().stream()
          .map(partition -> new TopicPartition(topic, partition.partition()))
          .toList();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new MissingTopicException("Kafka at " + connection + " has no topic " + topic);
      }
      throw e;
    }
  }

  private static Map<TopicPartition, Long> offsets(
      BrokerAdmin broker, List<TopicPartition> partitions, OffsetSpec which)
      throws ExecutionException {
    Map<TopicPartition, OffsetSpec> question = new HashMap<>();
    partitions.forEach(partition -> question.put(partition, which));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> found :
        broker
            .await(
                broker
                    .admin()
                    .listOffsets(question, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all())
            .entrySet()) {
      offsets.put(found.getKey(), found.getValue().offset());
    }
    return offsets;
  }

  /** The first record at or after an instant; the end where there is none. */
  private static Map<TopicPartition, Long> first(
      BrokerAdmin broker, Instant instant, Map<TopicPartition, Long> ends)
      throws ExecutionException {
    Map<TopicPartition, Long> found =
        offsets(
            broker,
            List.copyOf(ends.keySet()),
            OffsetSpec.forTimestamp(Math.max(0, instant.toEpochMilli())));
    found.replaceAll(
        (partition, offset) ->
            offset < 0 ? ends.get(partition) : Math.min(offset, ends.get(partition)));
    return found;
  }

  private static Map<TopicPartition, Long> committed(
      BrokerAdmin broker, String groupId, Map<TopicPartition, Long> oldest)
      throws ExecutionException {
    Map<TopicPartition, OffsetAndMetadata> known =
        broker.await(
            broker.admin().listConsumerGroupOffsets(groupId).partitionsToOffsetAndMetadata());
    Map<TopicPartition, Long> offsets = new HashMap<>();
    oldest.forEach(
        (partition, first) -> {
          OffsetAndMetadata one = known.get(partition);
          offsets.put(partition, one == null ? first : Math.max(first, one.offset()));
        });
    return offsets;
  }

  private static Map<TopicPartition, Long> given(
      PartitionOffsets offsets, Map<TopicPartition, Long> oldest, Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> found = new HashMap<>();
    ends.forEach(
        (partition, end) -> {
          Long offset = offsets.byPartition().get(partition.partition());
          if (offset == null) {
            throw new IllegalArgumentException(
                "Offsets "
                    + offsets
                    + " do not name partition "
                    + partition.partition()
                    + "; "
                    + partition.topic()
                    + " has partitions 0 to "
                    + (ends.size() - 1));
          }
          if (offset < oldest.get(partition) || offset > end) {
            throw new IllegalArgumentException(
                "Offset "
                    + offset
                    + " is not in partition "
                    + partition.partition()
                    + " of "
                    + partition.topic()
                    + ": its oldest record has offset "
                    + oldest.get(partition)
                    + ", and it ends at "
                    + end);
          }
          found.put(partition, offset);
        });
    for (int partition : offsets.byPartition().keySet()) {
      if (partition >= ends.size()) {
        throw new IllegalArgumentException(
            "Offsets "
                + offsets
                + " name partition "
                + partition
                + ", but the topic has partitions 0 to "
                + (ends.size() - 1));
      }
    }
    return found;
  }

  /** The topic. */
  public String topic() {
    return topic;
  }

  /** What is read of each partition, by its number. */
  public SortedMap<Integer, Span> spans() {
    return Collections.unmodifiableSortedMap(spans);
  }

  /** Timestamp of the first records, milliseconds since 1970; empty if offsets alone choose. */
  public OptionalLong fromMillis() {
    return fromMillis == NO_START ? OptionalLong.empty() : OptionalLong.of(fromMillis);
  }

  /** Timestamp just after the last records, milliseconds since 1970; empty as above. */
  public OptionalLong toMillis() {
    return toMillis == NO_END ? OptionalLong.empty() : OptionalLong.of(toMillis);
  }

  /** Offsets that are read. A few may be marks of transactions, others outside the two times. */
  public long offsets() {
    return spans.values().stream().mapToLong(span -> span.toOffset() - span.fromOffset()).sum();
  }

  /** Whether a record that is read belongs to the range. */
  boolean includes(long timestampMillis) {
    return timestampMillis >= fromMillis && timestampMillis < toMillis;
  }

  Map<TopicPartition, Long> fromOffsets() {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    spans.forEach(
        (partition, span) -> offsets.put(new TopicPartition(topic, partition), span.fromOffset()));
    return offsets;
  }

  Map<TopicPartition, Long> toOffsets() {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    spans.forEach(
        (partition, span) -> offsets.put(new TopicPartition(topic, partition), span.toOffset()));
    return offsets;
  }

  @Override
  public String toString() {
    return topic
        + " "
        + spans.entrySet().stream()
            .map(
                span ->
                    span.getKey()
                        + ":"
                        + span.getValue().fromOffset()
                        + "-"
                        + span.getValue().toOffset())
            .collect(Collectors.joining(","));
  }
}
