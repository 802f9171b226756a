// SPDX-License-Identifier: Apache-2.0
package io.monolead.benchmarks.load;

import io.monolead.benchmarks.process.KafkaClients;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends the records of a fleet by their numbers. Belongs to one thread at a time. */
public final class Generator implements AutoCloseable {
  private final LoadFleet fleet;
  private final String topic;
  private final WindowTimes times;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /**
   * @param topic the topic of segments
   * @param times receives when the broker appended segments that complete windows; null for nobody
   */
  public Generator(KafkaClients clients, LoadFleet fleet, String topic, WindowTimes times) {
    this.fleet = fleet;
    this.topic = topic;
    this.times = times;
    producer = clients.producer();
  }

  /**
   * Sends the record of a number without waiting for it.
   *
   * @throws IllegalStateException if an earlier one could not be sent
   */
  public void send(long index) {
    if (failure.get() != null) {
      throw new IllegalStateException("A segment could not be sent", failure.get());
    }
    LoadFleet.Shot shot = fleet.shot(index);
    if (shot == null) {
      return;
    }
    var unused =
        producer.send(
            new ProducerRecord<>(topic, shot.key(), shot.value()),
            (metadata, exception) -> {
              if (exception != null) {
                failure.compareAndSet(null, exception);
              } else if (times != null && shot.window() >= 0) {
                times.appended(shot.window(), metadata.timestamp());
              }
            });
  }

  /** Sends a range of records as fast as possible and waits until all have arrived. */
  public void sendAll(long from, long to) {
    for (long index = from; index < to; index++) {
      send(index);
    }
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
