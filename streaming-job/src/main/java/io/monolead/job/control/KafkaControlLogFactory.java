// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.control;

import io.monolead.connectors.kafka.KafkaConnection;
import java.io.IOException;
import org.apache.avro.specific.SpecificRecord;

/**
 * Follows a control topic, or reads it once as far as it went when a run with an end started.
 *
 * @param <T> the generated class of the records
 */
public final class KafkaControlLogFactory<T extends SpecificRecord>
    implements ControlLogFactory<T> {
  private static final long serialVersionUID = 1L;

  private final KafkaConnection connection;
  private final Class<T> type;
  private final String topic;

  /** Offset just after the last order that counts; negative to follow the topic. */
  private final long until;

  /**
   * Follows the topic.
   *
   * @param connection where Kafka is
   * @param type the generated class of the records
   * @param topic the topic
   */
  public KafkaControlLogFactory(KafkaConnection connection, Class<T> type, String topic) {
    this(connection, type, topic, -1);
  }

  private KafkaControlLogFactory(
      KafkaConnection connection, Class<T> type, String topic, long until) {
    this.connection = connection;
    this.type = type;
    this.topic = topic;
    this.until = until;
  }

  /** The same log, but only the orders before an offset, however many are sent meanwhile. */
  public KafkaControlLogFactory<T> until(long offset) {
    return new KafkaControlLogFactory<>(connection, type, topic, offset);
  }

  @Override
  public ControlLog<T> open() throws IOException {
    return until < 0
        ? KafkaControlLog.open(connection, type, topic)
        : KafkaControlLog.read(connection, type, topic, until);
  }
}
