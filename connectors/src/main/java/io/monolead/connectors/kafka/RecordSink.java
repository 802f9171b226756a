// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import io.monolead.schemas.RecordEncoder;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.SerializationSchema.InitializationContext;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.util.function.SerializableFunction;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Builds Flink sinks that write keyed records to one topic, or to a topic of each record's own. */
public final class RecordSink {
  private RecordSink() {}

  /** A sink for a stream of Avro records. */
  public static <T extends SpecificRecord> Builder<T, T> builder(Class<T> type) {
    return new Builder<>(type, record -> record);
  }

  /**
   * A sink for a stream of something else.
   *
   * @param toRecord makes the record of each element
   */
  public static <E, T extends SpecificRecord> Builder<E, T> builder(
      Class<T> type, SerializableFunction<E, T> toRecord) {
    return new Builder<>(type, toRecord);
  }

  /**
   * Collects what a sink needs: connection, topic, key and event time are required.
   *
   * @param <E> what flows in the stream
   * @param <T> the record that is written
   */
  public static final class Builder<E, T extends SpecificRecord> {
    private final Class<T> type;
    private final SerializableFunction<E, T> toRecord;
    private KafkaConnection connection;
    private String name;
    private SerializableFunction<T, String> topicOf;
    private SerializableFunction<T, byte[]> keyOf;
    private SerializableFunction<T, Long> eventTimeMillisOf;
    private Delivery delivery = Delivery.atLeastOnce();
    private final Map<String, String> properties = new HashMap<>();

    private Builder(Class<T> type, SerializableFunction<E, T> toRecord) {
      this.type = type;
      this.toRecord = toRecord;
    }

    /** Where Kafka is, and the format in which is written. */
    public Builder<E, T> setConnection(KafkaConnection kafka) {
      connection = kafka;
      return this;
    }

    /** The one topic to write to. */
    public Builder<E, T> setTopic(String topic) {
      return setTopics(topic, record -> topic);
    }

    /**
     * The topic of each record.
     *
     * @param sinkName part of the transactional ids, different for every sink of a job
     */
    public Builder<E, T> setTopics(String sinkName, SerializableFunction<T, String> topic) {
      name = sinkName;
      topicOf = topic;
      return this;
    }

    /** The key of each record, UTF-8 of the device id for most; a null key goes anywhere. */
    public Builder<E, T> setKey(SerializableFunction<T, byte[]> key) {
      keyOf = key;
      return this;
    }

    /** The timestamp of each record, event time in milliseconds since 1970; below 0 becomes 0. */
    public Builder<E, T> setEventTimeMillis(SerializableFunction<T, Long> eventTimeMillis) {
      eventTimeMillisOf = eventTimeMillis;
      return this;
    }

    /** What the sink promises; at least once unless set. */
    public Builder<E, T> optDelivery(Delivery promise) {
      delivery = promise;
      return this;
    }

    /** Sets a property of the producer over the defaults of this class. */
    public Builder<E, T> optProperty(String property, String value) {
      properties.put(property, value);
      return this;
    }

    /** The sink; {@link Delivery#verify} tells beforehand whether the broker will take it. */
    public KafkaSink<E> build() {
      Objects.requireNonNull(connection, "A record sink needs a connection");
      Objects.requireNonNull(topicOf, "A record sink needs a topic");
      Objects.requireNonNull(keyOf, "A record sink needs a key");
      Objects.requireNonNull(eventTimeMillisOf, "A record sink needs an event time");
      Map<String, String> defaults = new HashMap<>(SegmentProducer.DEFAULTS);
      defaults.putAll(properties);
      delivery
          .transactionTimeout()
          .ifPresent(
              timeout -> defaults.put("transaction.timeout.ms", Long.toString(timeout.toMillis())));
      KafkaSinkBuilder<E> builder =
          KafkaSink.<E>builder()
              .setKafkaProducerConfig(connection.asProperties(defaults))
              .setBootstrapServers(connection.bootstrapServers())
              .setDeliveryGuarantee(delivery.guarantee())
              .setRecordSerializer(
                  new Serializer<>(connection, type, toRecord, topicOf, keyOf, eventTimeMillisOf));
      if (delivery.guarantee() == DeliveryGuarantee.EXACTLY_ONCE) {
        builder.setTransactionalIdPrefix(
            delivery.transactionalIdPrefix().orElseThrow() + "-" + name);
      }
      return builder.build();
    }
  }

  /** Turns elements into Kafka's records. */
  private static final class Serializer<E, T extends SpecificRecord>
      implements KafkaRecordSerializationSchema<E> {
    private static final long serialVersionUID = 1L;

    private final KafkaConnection connection;
    private final Class<T> type;
    private final SerializableFunction<E, T> toRecord;
    private final SerializableFunction<T, String> topicOf;
    private final SerializableFunction<T, byte[]> keyOf;
    private final SerializableFunction<T, Long> eventTimeMillisOf;
    private transient RecordEncoder<T> encoder;

    private Serializer(
        KafkaConnection connection,
        Class<T> type,
        SerializableFunction<E, T> toRecord,
        SerializableFunction<T, String> topicOf,
        SerializableFunction<T, byte[]> keyOf,
        SerializableFunction<T, Long> eventTimeMillisOf) {
      this.connection = connection;
      this.type = type;
      this.toRecord = toRecord;
      this.topicOf = topicOf;
      this.keyOf = keyOf;
      this.eventTimeMillisOf = eventTimeMillisOf;
    }

    @Override
    public void open(InitializationContext context, KafkaSinkContext sinkContext) {
      encoder = connection.writer(type);
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        E element, KafkaSinkContext context, Long timestamp) {
      T record = toRecord.apply(element);
      String topic = topicOf.apply(record);
      // Kafka refuses times before 1970; the record itself keeps the true one.
      return new ProducerRecord<>(
          topic,
          null,
          Math.max(0L, eventTimeMillisOf.apply(record)),
          keyOf.apply(record),
          encoder.encode(topic, record));
    }
  }
}
