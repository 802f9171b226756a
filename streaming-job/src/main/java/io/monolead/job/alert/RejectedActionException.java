// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.alert;

import io.monolead.schemas.DeadLetterReason;

/** An action that cannot be done. The message says why, for people. */
final class RejectedActionException extends Exception {
  private static final long serialVersionUID = 1L;

  private final DeadLetterReason reason;

  RejectedActionException(DeadLetterReason reason, String message) {
    // An everyday event of data, not of code.
    super(message, null, false, false);
    this.reason = reason;
  }

  DeadLetterReason reason() {
    return reason;
  }
}
