// SPDX-License-Identifier: Apache-2.0
package io.monolead.monitor.feed;

import io.monolead.connectors.kafka.BrokerException;
import io.monolead.connectors.kafka.ControlSender;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.schemas.AlertAction;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Writes what people do about alerts to the topic of actions, one after the other. */
public final class AlertDesk implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int LONGEST_QUEUE = 64;

  private final ControlSender sender;
  private final String topic;
  private final LongSupplier nowMicros;
  private final ThreadPoolExecutor thread;

  /**
   * @param connection where Kafka is
   * @param names names of the topics
   * @param nowMicros the wall clock, microseconds since 1970
   */
  public AlertDesk(KafkaConnection connection, TopicNames names, LongSupplier nowMicros) {
    sender = new ControlSender(connection, PATIENCE);
    topic = names.alertActions();
    this.nowMicros = nowMicros;
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(LONGEST_QUEUE),
            task -> {
              Thread made = new Thread(task, "monitor-actions");
              made.setDaemon(true);
              return made;
            });
  }

  /**
   * Sends an action.
   *
   * @return where it lies, once the broker has it; fails with {@link BrokerException} if it does
   *     not take it
   * @throws java.util.concurrent.RejectedExecutionException if too many wait already
   */
  public CompletableFuture<RecordMetadata> send(AlertAction action) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return sender.send(
                AlertAction.class,
                topic,
                action.getDeviceId(),
                action,
                nowMicros.getAsLong() / 1000);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
          }
        },
        thread);
  }

  /** Sends what waits, for a short while, and ends. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
