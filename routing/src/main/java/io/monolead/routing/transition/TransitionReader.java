// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.transition;

import io.monolead.connectors.kafka.TopicNames;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.WireFormat;
import io.monolead.schemas.WireFormatException;

/** Reads the values of alert topics. Belongs to one thread. */
public final class TransitionReader {
  private final String technicalTopic;
  private final WireFormat<EcgAlert> alerts = WireFormat.of(EcgAlert.class);
  private final WireFormat<TechnicalAlert> technical = WireFormat.of(TechnicalAlert.class);

  /** A reader of the alert topics under one prefix. */
  public TransitionReader(TopicNames topics) {
    technicalTopic = topics.technicalAlerts();
  }

  /**
   * The transition that a record tells.
   *
   * @param topic where the record lies
   * @param value its bytes; may be null
   * @throws WireFormatException if the bytes are no record of that topic
   */
  public Transition read(String topic, byte[] value) throws WireFormatException {
    return topic.equals(technicalTopic)
        ? Transition.of(technical.decode(value))
        : Transition.of(alerts.decode(value));
  }
}
