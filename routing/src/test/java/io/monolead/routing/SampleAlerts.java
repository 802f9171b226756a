// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing;

import io.monolead.routing.transition.Transition;
import io.monolead.schemas.AlertPriority;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.TechnicalCondition;
import io.monolead.schemas.TechnicalPriority;
import io.monolead.schemas.TechnicalState;
import java.time.Instant;

/** Records as the job writes them. */
public final class SampleAlerts {
  /** 2026-03-01T06:30:00Z. */
  public static final long ONSET =
      Instant.parse("2026-03-01T06:30:00Z").getEpochSecond() * 1_000_000;

  private SampleAlerts() {}

  /** An alert that begins 30 s before its first transition, at a number of seconds behind it. */
  public static EcgAlert alert(String id, String device, AlertState state, long secondsLater) {
    return alert(id, device, state, AlertPriority.HIGH, secondsLater, null);
  }

  /** The same with another priority and an acknowledgement. */
  public static EcgAlert alert(
      String id,
      String device,
      AlertState state,
      AlertPriority priority,
      long secondsLater,
      String acknowledgedBy) {
    long at = ONSET + (30 + secondsLater) * 1_000_000;
    return EcgAlert.newBuilder()
        .setAlertId(id)
        .setDeviceId(device)
        .setLead("I")
        .setLabel("AFIB")
        .setState(state)
        .setPriority(priority)
        .setOnsetMicros(ONSET)
        .setEndMicros(state == AlertState.CLEARED ? Long.valueOf(at - 10_000_000) : null)
        .setTransitionMicros(at)
        .setCurrentProbability(0.9f)
        .setPeakProbability(0.97f)
        .setThreshold(0.6f)
        .setWindowsInEvidence(7)
        .setModelId("monitoring-lead-i")
        .setModelVersion("0.4.0")
        .setPolicyVersion("options")
        .setAcknowledgedBy(acknowledgedBy)
        .build();
  }

  /** A lead that is off. */
  public static TechnicalAlert technical(String id, String device, TechnicalState state) {
    return TechnicalAlert.newBuilder()
        .setAlertId(id)
        .setDeviceId(device)
        .setLead("I")
        .setCondition(TechnicalCondition.LEAD_OFF)
        .setState(state)
        .setPriority(TechnicalPriority.MEDIUM)
        .setOnsetMicros(ONSET)
        .setEndMicros(state == TechnicalState.CLEARED ? ONSET + 12_000_000L : null)
        .setDetail("electrode off for 12.0 s")
        .build();
  }

  /** The transition that {@link #alert(String, String, AlertState, long)} tells. */
  public static Transition transition(String id, String device, AlertState state, long later) {
    return Transition.of(alert(id, device, state, later));
  }
}
