// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing;

import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.TopicLayout;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.connectors.kafka.Topics;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topics of one test under a prefix of its own, and someone who writes alerts to them. */
public final class AlertTopics implements AutoCloseable {
  private final TopicNames names;
  private final KafkaConnection connection;
  private final KafkaProducer<byte[], byte[]> producer;
  private final WireFormat<EcgAlert> alerts = WireFormat.of(EcgAlert.class);
  private final WireFormat<TechnicalAlert> technical = WireFormat.of(TechnicalAlert.class);

  public AlertTopics(String bootstrapServers, String prefix) {
    names = new TopicNames(prefix);
    // A process that is killed should be missed as soon as a broker allows.
    connection =
        new KafkaConnection(
            bootstrapServers,
            Map.of("session.timeout.ms", "6000", "heartbeat.interval.ms", "1500"));
    new Topics(connection)
        .create(
            new TopicLayout(2, Optional.empty(), Optional.empty(), Optional.empty())
                .topics(names, List.of("AFIB", "PVC")));
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "enable.idempotence", true),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  public TopicNames names() {
    return names;
  }

  public KafkaConnection connection() {
    return connection;
  }

  public void write(EcgAlert alert) {
    write(names.alerts(alert.getLabel()), alert.getDeviceId(), alerts.encode(alert));
  }

  public void write(TechnicalAlert alert) {
    write(names.technicalAlerts(), alert.getDeviceId(), technical.encode(alert));
  }

  public void write(String topic, String key, byte[] value) {
    var unused =
        producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
  }

  public void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
