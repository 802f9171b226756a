// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.chaos;

import io.monolead.benchmarks.process.KafkaClients;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends records one after the other and remembers the first that failed. */
final class RecordSender implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  RecordSender(KafkaClients clients) {
    producer = clients.producer();
  }

  /** Sends a record without waiting for it. */
  void send(ProducerRecord<byte[], byte[]> record) {
    var unused =
        producer.send(
            record,
            (metadata, exception) -> {
              if (exception != null) {
                failure.compareAndSet(null, exception);
              }
            });
  }

  /**
   * Waits until everything has arrived.
   *
   * @throws IllegalStateException if something has not
   */
  void flush() {
    producer.flush();
    if (failure.get() != null) {
      throw new IllegalStateException("A segment could not be sent", failure.get());
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
