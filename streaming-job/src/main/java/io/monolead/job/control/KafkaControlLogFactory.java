// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.control;

import io.monolead.connectors.kafka.KafkaConnection;
import java.io.IOException;
import org.apache.avro.specific.SpecificRecord;

/**
 * Follows a control topic.
 *
 * @param <T> the generated class of the records
 */
public final class KafkaControlLogFactory<T extends SpecificRecord>
    implements ControlLogFactory<T> {
  private static final long serialVersionUID = 1L;

  private final KafkaConnection connection;
  private final Class<T> type;
  private final String topic;

  /**
   * @param connection where Kafka is
   * @param type the generated class of the records
   * @param topic the topic
   */
  public KafkaControlLogFactory(KafkaConnection connection, Class<T> type, String topic) {
    this.connection = connection;
    this.type = type;
    this.topic = topic;
  }

  @Override
  public ControlLog<T> open() throws IOException {
    return KafkaControlLog.open(connection, type, topic);
  }
}
