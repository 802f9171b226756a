// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import io.monolead.connectors.replay.SegmentSink;
import io.monolead.schemas.EcgSegment;
import io.monolead.schemas.RecordEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends segments as a device would: keyed by device id, the start of the segment as timestamp,
 * idempotent, so that a retry never repeats or reorders one.
 *
 * <p>Sending is asynchronous; a failure comes with a later call. Belongs to one thread.
 */
public final class SegmentProducer implements SegmentSink, AutoCloseable {
  /**
   * Producers of this package: durable, in order, and large enough for the largest record.
   *
   * <p>One request in flight, because idempotence alone does not keep the first records of a new
   * partition in order: if the first batch meets a leader that is not ready and the second one does
   * not, the broker takes the second, knowing of no first, and refuses the first for ever.
   */
  static final Map<String, String> DEFAULTS =
      Map.of(
          "acks", "all",
          "enable.idempotence", "true",
          "max.in.flight.requests.per.connection", "1",
          "max.request.size", Integer.toString(2 * TopicLayout.LARGEST_DEAD_LETTER_BYTES));

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final KafkaConnection connection;
  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final RecordEncoder<EcgSegment> encoder;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /**
   * Sends to a topic that exists.
   *
   * @throws BrokerException if the broker does not answer or has no such topic
   */
  public SegmentProducer(KafkaConnection connection, String topic) {
    this.connection = connection;
    this.topic = topic;
    encoder = connection.writer(EcgSegment.class);
    // Without this the first segment would wait a minute for a topic that is not there.
    new Topics(connection).requirePresent(List.of(topic));
    try {
      producer =
          new KafkaProducer<>(
              connection.properties(DEFAULTS),
              new ByteArraySerializer(),
              new ByteArraySerializer());
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new BrokerException(
          "Cannot connect to Kafka at " + connection + ": " + cause.getMessage(), e);
    }
  }

  /**
   * Hands a segment to the producer; blocks while its buffer is full.
   *
   * @throws BrokerException if this or an earlier segment could not be sent
   * @throws io.monolead.schemas.RegistryException if a registry is needed and gives no id
   */
  @Override
  public void accept(EcgSegment segment) throws InterruptedException {
    throwFailure();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic,
            null,
            Math.max(0L, Math.floorDiv(segment.getStartTimeMicros(), 1000L)),
            segment.getDeviceId().getBytes(StandardCharsets.UTF_8),
            encoder.encode(topic, segment));
    try {
      var unused =
          producer.send(
              record,
              (metadata, exception) -> {
                if (exception != null) {
                  failure.compareAndSet(null, exception);
                }
              });
    } catch (InterruptException e) {
      throw interrupted(e);
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  /**
   * Waits until everything sent so far has arrived.
   *
   * @throws BrokerException if something has not
   */
  @Override
  public void flush() throws InterruptedException {
    try {
      producer.flush();
    } catch (InterruptException e) {
      throw interrupted(e);
    }
    throwFailure();
  }

  /** Sends what is left, for at most ten seconds, and closes the connection. */
  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
  }

  private void throwFailure() {
    Exception cause = failure.get();
    if (cause != null) {
      throw failed(cause);
    }
  }

  private BrokerException failed(Exception cause) {
    return new BrokerException(
        "Kafka at "
            + connection
            + " did not take a segment on topic "
            + topic
            + ": "
            + cause.getMessage(),
        cause);
  }

  private static InterruptedException interrupted(InterruptException cause) {
    // Kafka sets the flag again; the checked exception stands in its place.
    Thread.interrupted();
    InterruptedException interrupted = new InterruptedException(cause.getMessage());
    interrupted.initCause(cause);
    return interrupted;
  }
}
