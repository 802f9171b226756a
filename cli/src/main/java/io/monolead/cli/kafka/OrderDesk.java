// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.kafka;

import io.monolead.connectors.kafka.ControlSender;
import io.monolead.connectors.kafka.KafkaConnection;
import io.monolead.connectors.kafka.RecordReader;
import io.monolead.connectors.kafka.TopicNames;
import io.monolead.schemas.ControlReport;
import io.monolead.schemas.ControlVerdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Gives orders to a running job and waits for what it says of them. */
public final class OrderDesk {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration GLANCE = Duration.ofMillis(200);

  private final KafkaConnection connection;
  private final TopicNames topics;

  /**
   * @param connection where Kafka is
   * @param topics names of the topics
   */
  public OrderDesk(KafkaConnection connection, TopicNames topics) {
    this.connection = connection;
    this.topics = topics;
  }

  /** Sends an order without waiting for an answer. */
  public <T extends SpecificRecord> void send(Class<T> type, String topic, String key, T order)
      throws InterruptedException {
    new ControlSender(connection, PATIENCE)
        .send(type, topic, key, order, System.currentTimeMillis());
  }

  /**
   * Sends a model command or a policy and waits until a job has accepted or refused it.
   *
   * @param wait how long to wait; no longer than it takes to send for 0
   * @return the first verdict; empty if no job gave one in time
   */
  public <T extends SpecificRecord> Optional<ControlReport> order(
      Class<T> type, String topic, String key, T order, Duration wait) throws InterruptedException {
    try (RecordReader<ControlReport> reader =
        new RecordReader<>(
            connection,
            ControlReport.class,
            List.of(topics.controlReports()),
            RecordReader.From.LATEST,
            PATIENCE)) {
      RecordMetadata sent =
          new ControlSender(connection, PATIENCE)
              .send(type, topic, key, order, System.currentTimeMillis());
      long until = System.nanoTime() + wait.toNanos();
      while (System.nanoTime() < until) {
        for (RecordReader.Received<ControlReport> received : reader.poll(GLANCE)) {
          ControlReport report = received.record();
          if (report.getTopic().equals(topic)
              && report.getPartition() == sent.partition()
              && report.getOffset() == sent.offset()
              // The others may lack the file on their machine; the first speaks for the job.
              && report.getSubtask() == 0
              && report.getVerdict() != ControlVerdict.IN_USE) {
            return Optional.of(report);
          }
        }
      }
      return Optional.empty();
    }
  }
}
