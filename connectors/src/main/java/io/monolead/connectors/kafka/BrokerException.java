// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

/** The broker cannot be reached or refuses what was asked. The message is written for users. */
public sealed class BrokerException extends RuntimeException permits MissingTopicException {
  private static final long serialVersionUID = 1L;

  BrokerException(String message, Throwable cause) {
    super(message, cause);
  }

  BrokerException(String message) {
    super(message);
  }
}
