// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor;

import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.TopicLayout;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.Topics;
import io.monolead.schemas.AlertAction;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes to the topics as devices and the job do. */
public final class TestSystem implements AutoCloseable {
  public static final TopicNames NAMES = TopicNames.DEFAULT;

  private final KafkaConnection connection;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<Class<?>, WireFormat<?>> formats = new HashMap<>();

  public TestSystem(String bootstrapServers) {
    connection = KafkaConnection.to(bootstrapServers);
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "acks", "all",
                "linger.ms", "0",
                "delivery.timeout.ms", "120000",
                "reconnect.backoff.max.ms", "500"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** A record on its way. */
  public record Sent(Future<RecordMetadata> answer) {
    /** Waits until the broker has it. */
    public void get() throws Exception {
      var unused = answer.get();
    }
  }

  /** Creates the topics with two partitions each. */
  public TestSystem createTopics(String... labels) {
    TopicLayout layout =
        new TopicLayout(2, Optional.of((short) 1), Optional.empty(), Optional.empty());
    new Topics(connection).create(layout.topics(NAMES, List.of(labels)));
    return this;
  }

  public KafkaConnection connection() {
    return connection;
  }

  public Sent send(EcgSegment segment) {
    return send(
        EcgSegment.class,
        NAMES.segments(),
        segment.getDeviceId(),
        segment,
        segment.getStartTimeMicros());
  }

  public Sent send(EcgScore score) {
    return send(
        EcgScore.class, NAMES.scores(), score.getDeviceId(), score, score.getWindowEndMicros());
  }

  public Sent send(EcgAlert alert) {
    return send(
        EcgAlert.class,
        NAMES.alerts(alert.getLabel()),
        alert.getDeviceId(),
        alert,
        alert.getTransitionMicros());
  }

  public Sent send(TechnicalAlert alert) {
    return send(
        TechnicalAlert.class,
        NAMES.technicalAlerts(),
        alert.getDeviceId(),
        alert,
        alert.getOnsetMicros());
  }

  public Sent send(AlertAction action, long atMicros) {
    return send(AlertAction.class, NAMES.alertActions(), action.getDeviceId(), action, atMicros);
  }

  @SuppressWarnings("unchecked")
  private <T extends SpecificRecord> Sent send(
      Class<T> type, String topic, String key, T record, long atMicros) {
    WireFormat<T> format =
        (WireFormat<T>) formats.computeIfAbsent(type, any -> WireFormat.of(type));
    return new Sent(
        producer.send(
            new ProducerRecord<>(
                topic,
                null,
                Math.max(0, atMicros / 1000),
                key.getBytes(StandardCharsets.UTF_8),
                format.encode(record))));
  }

  public void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
