// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.decode;

import io.monolead.schemas.DeadLetterReason;

/** A segment that cannot be used. The message names the offending value and what is allowed. */
public final class RejectedSegmentException extends Exception {
  private static final long serialVersionUID = 1L;

  private final DeadLetterReason reason;

  public RejectedSegmentException(DeadLetterReason reason, String message) {
    // Bad data is an everyday event: no stack trace, no suppression.
    super(message, null, false, false);
    this.reason = reason;
  }

  /** Why, for the dead letter. */
  public DeadLetterReason reason() {
    return reason;
  }
}
