// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.board;

import io.monolead.schemas.AlertPriority;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.LabelProbability;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.TechnicalCondition;
import io.monolead.schemas.TechnicalPriority;
import io.monolead.schemas.TechnicalState;
import java.util.List;

/** Messages of the topics, with times in seconds, for tests. */
public final class Messages {
  private static final long SECOND = 1_000_000L;

  private Messages() {}

  /** A transition of an alert on lead I. */
  public static EcgAlert alert(
      String id, String device, String label, AlertState state, long onset, long at, Long end) {
    return EcgAlert.newBuilder()
        .setAlertId(id)
        .setDeviceId(device)
        .setLead("I")
        .setLabel(label)
        .setState(state)
        .setPriority(AlertPriority.MEDIUM)
        .setOnsetMicros(onset * SECOND)
        .setTransitionMicros(at * SECOND)
        .setEndMicros(end == null ? null : end * SECOND)
        .setCurrentProbability(0.9f)
        .setPeakProbability(0.95f)
        .setThreshold(0.5f)
        .setWindowsInEvidence(3)
        .setModelId("student")
        .setModelVersion("1")
        .setPolicyVersion("default")
        .build();
  }

  /** A score of a ten-second window of lead I with NORM and AFIB. */
  public static EcgScore score(String device, long end, float norm, float afib, float quality) {
    return EcgScore.newBuilder()
        .setDeviceId(device)
        .setLead("I")
        .setWindowStartMicros((end - 10) * SECOND)
        .setWindowEndMicros(end * SECOND)
        .setModelId("student")
        .setModelVersion("1")
        .setProbabilities(
            List.of(new LabelProbability("NORM", norm), new LabelProbability("AFIB", afib)))
        .setSignalQuality(quality)
        .setQualityIssues(List.of())
        .build();
  }

  /** A transition of a technical condition on lead I. */
  public static TechnicalAlert technical(
      String device, TechnicalCondition condition, TechnicalState state, long onset) {
    return TechnicalAlert.newBuilder()
        .setAlertId("t-" + device)
        .setDeviceId(device)
        .setLead("I")
        .setCondition(condition)
        .setState(state)
        .setPriority(TechnicalPriority.LOW)
        .setOnsetMicros(onset * SECOND)
        .setEndMicros(state == TechnicalState.CLEARED ? (onset + 5) * SECOND : null)
        .setDetail("electrode off")
        .build();
  }
}
