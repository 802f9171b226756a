// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

/** The broker answers, and a topic is not there. */
public final class MissingTopicException extends BrokerException {
  private static final long serialVersionUID = 1L;

  MissingTopicException(String message) {
    super(message);
  }
}
