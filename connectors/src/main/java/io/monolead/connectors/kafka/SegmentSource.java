// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Builds Flink sources that pass on records as they are, undecoded: what cannot be decoded must
 * still reach the dead letters whole.
 */
public final class SegmentSource {
  private SegmentSource() {}

  /** A source to be described. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects what a source needs: connection, topic and group are required. */
  public static final class Builder {
    private KafkaConnection connection;
    private final List<String> topics = new ArrayList<>();
    private String groupId;
    private StartOffsets start = StartOffsets.committed();
    private boolean bounded;
    private SegmentRange range;
    private final Map<String, String> properties = new HashMap<>();

    private Builder() {}

    /** Where Kafka is. */
    public Builder setConnection(KafkaConnection kafka) {
      connection = kafka;
      return this;
    }

    /** The topics to read. */
    public Builder setTopics(String... names) {
      topics.clear();
      topics.addAll(List.of(names));
      return this;
    }

    /** The consumer group under which progress is committed at checkpoints. */
    public Builder setGroupId(String id) {
      groupId = id;
      return this;
    }

    /** Where to begin without state to resume from; where the group stopped unless set. */
    public Builder optStart(StartOffsets offsets) {
      start = offsets;
      return this;
    }

    /**
     * Whether to end at the records that exist when the job starts; reads on for ever unless set.
     */
    public Builder optBounded(boolean endAtLatest) {
      bounded = endAtLatest;
      return this;
    }

    /**
     * Reads a settled range of one topic and ends; takes the place of topics, start and end. Leaves
     * no trace on the broker: the progress of no group is committed.
     */
    public Builder optRange(SegmentRange settled) {
      range = settled;
      bounded = true;
      topics.clear();
      topics.add(settled.topic());
      return this;
    }

    /** Sets a property of the consumer or the source over the defaults of this class. */
    public Builder optProperty(String name, String value) {
      properties.put(name, value);
      return this;
    }

    /** The source. */
    public KafkaSource<SourceRecord> build() {
      Objects.requireNonNull(connection, "A segment source needs a connection");
      Objects.requireNonNull(groupId, "A segment source needs a group id");
      if (topics.isEmpty()) {
        throw new IllegalStateException("A segment source needs a topic");
      }
      Map<String, String> defaults = new HashMap<>();
      defaults.put("isolation.level", "read_committed");
      defaults.put("partition.discovery.interval.ms", bounded ? "-1" : "60000");
      if (range != null) {
        defaults.put("commit.offsets.on.checkpoint", "false");
      }
      defaults.putAll(properties);
      KafkaSourceBuilder<SourceRecord> builder =
          KafkaSource.<SourceRecord>builder()
              .setProperties(connection.asProperties(defaults))
              .setBootstrapServers(connection.bootstrapServers())
              .setGroupId(groupId)
              .setClientIdPrefix(groupId)
              .setStartingOffsets(
                  range == null
                      ? start.initializer()
                      : OffsetsInitializer.offsets(range.fromOffsets()))
              .setDeserializer(new Whole(range));
      if (range == null) {
        builder.setTopics(topics);
      } else {
        // By name: a partition that is added now is none of the range.
        builder.setPartitions(new HashSet<>(range.toOffsets().keySet()));
        builder.setBounded(OffsetsInitializer.offsets(range.toOffsets()));
      }
      if (range == null && bounded) {
        builder.setBounded(OffsetsInitializer.latest());
      }
      return builder.build();
    }
  }

  /** Passes the record on with its origin. */
  private static final class Whole implements KafkaRecordDeserializationSchema<SourceRecord> {
    private static final long serialVersionUID = 1L;

    /** Null to pass on all. */
    private final SegmentRange range;

    Whole(SegmentRange range) {
      this.range = range;
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<SourceRecord> out) {
      if (range != null && !range.includes(record.timestamp())) {
        return;
      }
      out.collect(
          new SourceRecord(
              record.topic(),
              record.partition(),
              record.offset(),
              record.timestamp(),
              record.key(),
              record.value()));
    }

    @Override
    public TypeInformation<SourceRecord> getProducedType() {
      return SourceRecordTypeInfo.INSTANCE;
    }
  }
}
