// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.alert;

import io.monolead.connectors.kafka.SourceRecord;
import io.monolead.job.decode.DeadLetters;
import io.monolead.schemas.AlertAction;
import io.monolead.schemas.AlertActionKind;
import io.monolead.schemas.DeadLetterReason;
import io.monolead.schemas.SchemaRegistry;
import io.monolead.schemas.WireFormat;
import io.monolead.schemas.WireFormatException;
import io.monolead.signal.Lead;
import java.time.Duration;

/** Bytes of the topic of alert actions to checked actions. Belongs to one thread. */
final class ActionDecoder {
  private static final int LONGEST_NAME = 128;

  private final WireFormat<AlertAction> format;
  private final Duration longestSilence;

  /**
   * @param longestSilence how long after its record's timestamp a silence may end
   * @param registry where schemas are that records name by an id
   */
  ActionDecoder(Duration longestSilence, SchemaRegistry registry) {
    format = WireFormat.of(AlertAction.class, registry);
    this.longestSilence = longestSilence;
  }

  /**
   * Decodes and checks.
   *
   * @throws RejectedActionException saying what is wrong and what is allowed
   */
  AlertAction decode(SourceRecord source) throws RejectedActionException {
    AlertAction action;
    try {
      action = format.decode(source.value());
    } catch (WireFormatException e) {
      throw new RejectedActionException(DeadLetters.reason(e), e.getMessage());
    }
    name("the device's id", action.getDeviceId(), DeadLetterReason.INVALID_DEVICE);
    name("the name of who acts", action.getBy(), DeadLetterReason.INVALID_ACTION);
    try {
      Lead.parse(action.getLead());
    } catch (IllegalArgumentException e) {
      throw new RejectedActionException(DeadLetterReason.INVALID_LEAD, e.getMessage());
    }
    if (action.getKind() == AlertActionKind.UNKNOWN) {
      throw invalid("this release does not know the kind of action");
    }
    if (action.getKind() == AlertActionKind.ACKNOWLEDGE && action.getAlertId() == null) {
      throw invalid("an acknowledgement names no alert");
    }
    if (action.getKind() == AlertActionKind.SILENCE) {
      silence(source, action);
    }
    return action;
  }

  private void silence(SourceRecord source, AlertAction action) throws RejectedActionException {
    if (action.getUntilMicros() == null) {
      throw invalid("a silence does not say until when");
    }
    long micros = action.getUntilMicros() - source.timestampMillis() * 1000;
    if (micros > longestSilence.toMillis() * 1000) {
      throw invalid(
          "a silence ends "
              + micros / 1_000_000
              + " s after it was sent; allowed: "
              + longestSilence.toSeconds()
              + " s (monolead.alert.longest-silence)");
    }
  }

  private static void name(String what, String text, DeadLetterReason reason)
      throws RejectedActionException {
    if (text.isBlank() || text.length() > LONGEST_NAME) {
      throw new RejectedActionException(
          reason, what + " has " + text.length() + " characters; allowed: 1 to " + LONGEST_NAME);
    }
  }

  private static RejectedActionException invalid(String why) {
    return new RejectedActionException(DeadLetterReason.INVALID_ACTION, why);
  }
}
