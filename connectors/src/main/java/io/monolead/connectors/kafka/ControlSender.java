// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends single orders to a running job: model commands, alert policies, alert actions. */
public final class ControlSender {
  private final KafkaConnection connection;
  private final Duration timeout;

  /**
   * @param connection where Kafka is
   * @param timeout time in which the broker must take an order
   */
  public ControlSender(KafkaConnection connection, Duration timeout) {
    this.connection = connection;
    this.timeout = timeout;
  }

  /**
   * Sends an order and waits until the broker has it.
   *
   * @param timestampMillis Kafka's timestamp of the record
   * @return where it lies
   * @throws BrokerException if the broker does not take it, or has no such topic
   * @throws io.monolead.schemas.RegistryException if a registry is needed and gives no id
   */
  public <T extends SpecificRecord> RecordMetadata send(
      Class<T> type, String topic, String key, T order, long timestampMillis)
      throws InterruptedException {
    new Topics(connection, timeout).requirePresent(List.of(topic));
    Map<String, String> properties = new HashMap<>(SegmentProducer.DEFAULTS);
    properties.put("delivery.timeout.ms", Long.toString(timeout.toMillis()));
    properties.put("request.timeout.ms", Long.toString(Math.max(1, timeout.toMillis() / 2)));
    properties.put("max.block.ms", Long.toString(timeout.toMillis()));
    properties.put("linger.ms", "0");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            connection.properties(properties),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      return producer
          .send(
              new ProducerRecord<>(
                  topic,
                  null,
                  timestampMillis,
                  key.getBytes(StandardCharsets.UTF_8),
                  connection.writer(type).encode(topic, order)))
          .get();
    } catch (ExecutionException e) {
      throw new BrokerException(
          "Kafka at " + connection + " did not take the order: " + e.getCause().getMessage(), e);
    } catch (InterruptException e) {
      throw (InterruptedException) new InterruptedException().initCause(e);
    } catch (KafkaException e) {
      throw new BrokerException(
          "Kafka at " + connection + " did not take the order: " + e.getMessage(), e);
    }
  }
}
