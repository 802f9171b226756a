// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.transition;

import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.TechnicalAlert;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One transition of one alert, as every target sees it.
 *
 * @param kind whether it tells of the heart or of the signal
 * @param alertId the same for all transitions of one episode
 * @param deviceId the device's name, never a patient's
 * @param lead the lead in the usual notation
 * @param label the model's label, or the name of the technical condition
 * @param state what happened
 * @param priority after IEC 60601-1-8
 * @param onsetMicros event time at which the episode began, microseconds since 1970
 * @param endMicros event time at which it ended; there once the state is CLEARED
 * @param transitionMicros event time of this transition
 * @param evidence what the model saw; empty for technical alerts
 * @param detail for people; may be empty
 */
public record Transition(
    Kind kind,
    String alertId,
    String deviceId,
    String lead,
    String label,
    State state,
    Priority priority,
    long onsetMicros,
    OptionalLong endMicros,
    long transitionMicros,
    Optional<Evidence> evidence,
    String detail) {
  /** Half of a SHA-256, as in the ids of alerts. */
  private static final int KEY_BYTES = 16;

  /** What an alert is about. */
  public enum Kind {
    /** A label of the model: the heart. */
    ALERT,
    /** A technical condition: the signal. */
    TECHNICAL
  }

  /** What happened to the alert. */
  public enum State {
    RAISED,
    UPDATED,
    CLEARED
  }

  /** Priorities after IEC 60601-1-8. */
  public enum Priority {
    HIGH,
    MEDIUM,
    LOW
  }

  /**
   * What the model saw.
   *
   * @param currentProbability of the latest window, 0 to 1
   * @param peakProbability highest since the onset, 0 to 1
   * @param threshold the threshold in force, 0 to 1
   * @param windowsInEvidence windows at or above it since the onset
   * @param modelId the model
   * @param modelVersion its version
   * @param policyVersion version of the policy that judged
   * @param acknowledgedBy who acknowledged the alert; empty while nobody has
   */
  public record Evidence(
      float currentProbability,
      float peakProbability,
      float threshold,
      int windowsInEvidence,
      String modelId,
      String modelVersion,
      String policyVersion,
      Optional<String> acknowledgedBy) {}

  /** The transition that a record of an alert topic tells. */
  public static Transition of(EcgAlert alert) {
    return new Transition(
        Kind.ALERT,
        alert.getAlertId(),
        alert.getDeviceId(),
        alert.getLead(),
        alert.getLabel(),
        State.valueOf(alert.getState().name()),
        Priority.valueOf(alert.getPriority().name()),
        alert.getOnsetMicros(),
        alert.getEndMicros() == null ? OptionalLong.empty() : OptionalLong.of(alert.getEndMicros()),
        alert.getTransitionMicros(),
        Optional.of(
            new Evidence(
                alert.getCurrentProbability(),
                alert.getPeakProbability(),
                alert.getThreshold(),
                alert.getWindowsInEvidence(),
                alert.getModelId(),
                alert.getModelVersion(),
                alert.getPolicyVersion(),
                Optional.ofNullable(alert.getAcknowledgedBy()))),
        "");
  }

  /** The transition that a record of the topic of technical alerts tells. */
  public static Transition of(TechnicalAlert alert) {
    OptionalLong end =
        alert.getEndMicros() == null ? OptionalLong.empty() : OptionalLong.of(alert.getEndMicros());
    return new Transition(
        Kind.TECHNICAL,
        alert.getAlertId(),
        alert.getDeviceId(),
        alert.getLead(),
        alert.getCondition().name(),
        State.valueOf(alert.getState().name()),
        Priority.valueOf(alert.getPriority().name()),
        alert.getOnsetMicros(),
        end,
        end.orElse(alert.getOnsetMicros()),
        Optional.empty(),
        alert.getDetail());
  }

  /** Whether the condition lasts. */
  public boolean open() {
    return state != State.CLEARED;
  }

  /**
   * Names this transition among all others: 32 lower-case hexadecimal digits, the same however
   * often and by whichever process it is delivered, and after a replay.
   *
   * <p>Made of alert, state, time, priority and acknowledgement. The time alone would not do: an
   * acknowledgement counts from the window before it, which may have brought an update of its own.
   */
  public String key() {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
    update(digest, alertId);
    update(digest, state.name());
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, transitionMicros));
    update(digest, priority.name());
    update(digest, evidence.flatMap(Evidence::acknowledgedBy).orElse(""));
    return HexFormat.of().formatHex(digest.digest(), 0, KEY_BYTES);
  }

  private static void update(MessageDigest digest, String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    // The length keeps ("a", "bc") apart from ("ab", "c").
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    digest.update(bytes);
  }
}
