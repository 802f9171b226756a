// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.job.identity.LeadKey;
import io.monolead.job.infer.ScoredWindow;
import io.monolead.schemas.AlertAction;
import io.monolead.schemas.AlertActionKind;
import io.monolead.schemas.AlertPolicy;
import io.monolead.schemas.AlertPriority;
import io.monolead.schemas.EcgAlert;
import io.monolead.signal.SignalQuality;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AlertRulesTest {
  private static final long SECOND = 1_000_000;
  private final LeadAlerts state = new LeadAlerts();
  private final List<EcgAlert> alerts = new ArrayList<>();
  private AlertRules rules = rules(AlertPolicies.defaults());

  private static AlertRules rules(AlertPolicies policies) {
    return new AlertRules(policies, Duration.ofSeconds(60), Duration.ofHours(24));
  }

  private static ScoredWindow window(
      long startSeconds, float quality, List<String> labels, float... probabilities) {
    float[] thresholds = new float[probabilities.length];
    java.util.Arrays.fill(thresholds, 0.5f);
    return new ScoredWindow(
        "d",
        "I",
        startSeconds * SECOND,
        (startSeconds + 10) * SECOND,
        new SignalQuality(quality, Set.of()),
        "m",
        "1",
        labels,
        probabilities,
        thresholds);
  }

  /** One AFIB probability every five seconds from a time on. */
  private void afib(long startSeconds, double... probabilities) {
    for (int i = 0; i < probabilities.length; i++) {
      rules.accept(
          state,
          window(startSeconds + 5L * i, 1, List.of("AFIB"), (float) probabilities[i]),
          alerts::add);
    }
  }

  private List<String> transitions() {
    return alerts.stream()
        .map(
            alert ->
                alert.getState()
                    + " "
                    + alert.getOnsetMicros() / SECOND
                    + (alert.getEndMicros() == null ? "" : "-" + alert.getEndMicros() / SECOND)
                    + " at "
                    + alert.getTransitionMicros() / SECOND)
        .toList();
  }

  @Test
  void twoOfThreeWindowsRaiseAndTheOnsetIsTheFirstOfThem() {
    afib(0, 0.1, 0.9, 0.2, 0.7);
    assertThat(transitions()).containsExactly("RAISED 5 at 25");
    EcgAlert alert = alerts.get(0);
    assertThat(alert.getPeakProbability()).isEqualTo(0.9f);
    assertThat(alert.getCurrentProbability()).isEqualTo(0.7f);
    assertThat(alert.getWindowsInEvidence()).isEqualTo(2);
    assertThat(alert.getThreshold()).isEqualTo(0.5f);
    assertThat(alert.getPriority()).isEqualTo(AlertPriority.MEDIUM);
  }

  @Test
  void oneWindowOrTwoTooFarApartRaiseNothing() {
    afib(0, 0.9, 0.1, 0.1, 0.9, 0.1, 0.1, 0.9);
    assertThat(alerts).isEmpty();
  }

  @Test
  void anAlertHoldsAboveTheClearThresholdAndClearsBelowWithTheSameId() {
    // Clear threshold: 0.8 x 0.5 = 0.4.
    afib(0, 0.9, 0.9, 0.45, 0.45, 0.45, 0.3, 0.45, 0.3, 0.3);
    assertThat(transitions()).containsExactly("RAISED 0 at 15", "CLEARED 0-40 at 45");
    assertThat(alerts.get(1).getAlertId()).isEqualTo(alerts.get(0).getAlertId()).hasSize(32);
  }

  @Test
  void whileRaisedOneUpdateAMinute() {
    double[] scores = new double[30];
    java.util.Arrays.fill(scores, 0.9);
    afib(0, scores);
    // Raised at 15 s; the last window ends at 155 s.
    assertThat(transitions())
        .containsExactly("RAISED 0 at 15", "UPDATED 0 at 75", "UPDATED 0 at 135");
    assertThat(alerts.get(2).getWindowsInEvidence()).isEqualTo(26);
  }

  @Test
  void windowsOfPoorQualityNeitherRaiseNorClear() {
    afib(0, 0.9, 0.9);
    for (int i = 0; i < 5; i++) {
      rules.accept(state, window(10 + 5L * i, 0.4f, List.of("AFIB"), 0.1f), alerts::add);
    }
    assertThat(transitions()).containsExactly("RAISED 0 at 15");
    alerts.clear();
    LeadAlerts other = new LeadAlerts();
    for (int i = 0; i < 5; i++) {
      rules.accept(other, window(10 + 5L * i, 0.4f, List.of("AFIB"), 0.9f), alerts::add);
    }
    assertThat(alerts).isEmpty();
  }

  @Test
  void afterAClearTheCoolDownHoldsTheNextAlertBack() {
    rules =
        rules(
            AlertPolicies.defaults()
                .with(
                    AlertPolicy.newBuilder(AlertPolicies.defaultFor("AFIB"))
                        .setWindowsRequired(1)
                        .setWindowsConsidered(1)
                        .setCoolDownMicros(20 * SECOND)
                        .build()));
    afib(0, 0.9, 0.1, 0.9, 0.9, 0.9, 0.9);
    assertThat(transitions())
        .containsExactly("RAISED 0 at 10", "CLEARED 0-10 at 15", "RAISED 25 at 35");
  }

  @Test
  void evidenceDoesNotReachAcrossALongGap() {
    afib(0, 0.9);
    afib(100, 0.9);
    assertThat(alerts).isEmpty();
    afib(105, 0.9);
    assertThat(transitions()).containsExactly("RAISED 100 at 115");
  }

  @Test
  void aRaisedAlertOutlastsAGapUntilWindowsClearIt() {
    afib(0, 0.9, 0.9);
    afib(100, 0.1);
    afib(105, 0.1);
    assertThat(transitions())
        .containsExactly("RAISED 0 at 15", "UPDATED 0 at 110", "CLEARED 0-15 at 115");
  }

  @Test
  void aDayOfSilenceClearsAndForgets() {
    afib(0, 0.9, 0.9);
    afib(100_000, 0.1);
    assertThat(transitions()).containsExactly("RAISED 0 at 15", "CLEARED 0-15 at 86415");
  }

  @Test
  void normalIsNoAlertAndAThresholdOfThePolicyWinsOverTheModels() {
    rules =
        rules(
            AlertPolicies.defaults()
                .with(
                    AlertPolicy.newBuilder(AlertPolicies.defaultFor("PVC"))
                        .setThreshold(0.95f)
                        .build()));
    for (int i = 0; i < 4; i++) {
      rules.accept(
          state, window(5L * i, 1, List.of("NORM", "PVC", "PAC"), 0.99f, 0.9f, 0.6f), alerts::add);
    }
    assertThat(alerts).extracting(EcgAlert::getLabel).containsExactly("PAC");
    assertThat(alerts.get(0).getPriority()).isEqualTo(AlertPriority.LOW);
  }

  @Test
  void aModelWithOtherLabelsClearsWhatItCannotSee() {
    afib(0, 0.9, 0.9);
    rules.accept(state, window(10, 1, List.of("PVC", "NEW"), 0.9f, 0.9f), alerts::add);
    rules.accept(state, window(15, 1, List.of("NEW", "PVC"), 0.9f, 0.9f), alerts::add);
    assertThat(alerts)
        .extracting(alert -> alert.getLabel() + " " + alert.getState())
        .containsExactly("AFIB RAISED", "AFIB CLEARED", "NEW RAISED", "PVC RAISED");
    assertThat(state.labels).containsOnlyKeys("PVC", "NEW");
  }

  @Test
  void aProbabilityThatIsNoNumberIsNotConsidered() {
    afib(0, 0.9, Double.NaN, 0.9);
    assertThat(transitions()).containsExactly("RAISED 0 at 20");
  }

  @Test
  void aPolicyThatCannotBeIsRefusedWithBothFigures() {
    AlertPolicy policy =
        AlertPolicy.newBuilder(AlertPolicies.defaultFor("AFIB"))
            .setWindowsRequired(4)
            .setWindowsConsidered(3)
            .build();
    assertThatThrownBy(() -> AlertPolicies.defaults().with(policy))
        .hasMessageContaining("AFIB")
        .hasMessageContaining("windowsRequired is 4")
        .hasMessageContaining("windowsConsidered, 3");
  }

  @Test
  void windowsOnEitherSideOfALongStretchOfPoorQualityAreNotEvidenceOfOneEpisode() {
    useAfibPolicy(AlertPolicy.newBuilder().setMinimumDurationMicros(60 * SECOND));
    afib(0, 0.9, 0.9);
    for (int start = 10; start < 100; start += 5) {
      rules.accept(state, window(start, 0.1f, List.of("AFIB"), 0.9f), alerts::add);
    }
    afib(100, 0.9, 0.9, 0.9);
    assertThat(transitions()).isEmpty();
  }

  private void useAfibPolicy(AlertPolicy.Builder policy) {
    rules = rules(AlertPolicies.defaults().with(policy.setLabel("AFIB").setVersion("t").build()));
  }

  @Test
  void aConditionShorterThanTheMinimumDurationIsNotRaised() {
    useAfibPolicy(AlertPolicy.newBuilder().setMinimumDurationMicros(30 * SECOND));
    // Two of three reach the threshold for the last time when a window ends at 25 s.
    afib(0, 0.9, 0.9, 0.9, 0.1, 0.1, 0.1, 0.1);
    assertThat(transitions()).isEmpty();
    // From 35 s on; 30 s later the window from 55 to 65 s ends.
    afib(35, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9);
    assertThat(transitions()).containsExactly("RAISED 35 at 65");
  }

  @Test
  void anAlertThatNobodyAcknowledgesGetsTheEscalatedPriority() {
    useAfibPolicy(
        AlertPolicy.newBuilder()
            .setPriority(AlertPriority.LOW)
            .setEscalateAfterMicros(20 * SECOND)
            .setEscalatedPriority(AlertPriority.HIGH));
    // Raised at 15 s, so escalated at 35 s, and it stays so.
    afib(0, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.1, 0.1);
    assertThat(transitions())
        .containsExactly("RAISED 0 at 15", "UPDATED 0 at 35", "CLEARED 0-40 at 50");
    assertThat(alerts)
        .extracting(EcgAlert::getPriority)
        .containsExactly(AlertPriority.LOW, AlertPriority.HIGH, AlertPriority.HIGH);
  }

  @Test
  void anAcknowledgedAlertIsNotEscalated() {
    useAfibPolicy(
        AlertPolicy.newBuilder()
            .setPriority(AlertPriority.LOW)
            .setEscalateAfterMicros(20 * SECOND));
    afib(0, 0.9, 0.9, 0.9);
    AlertAction acknowledgement =
        AlertAction.newBuilder()
            .setDeviceId("d")
            .setLead("I")
            .setKind(AlertActionKind.ACKNOWLEDGE)
            .setAlertId(alerts.get(0).getAlertId())
            .setBy("nurse 1")
            .build();
    assertThat(rules.act(state, new LeadKey("d", "I"), acknowledgement, alerts::add)).isEmpty();
    afib(15, 0.9, 0.9, 0.9, 0.9);
    assertThat(alerts).extracting(EcgAlert::getPriority).containsOnly(AlertPriority.LOW);
    assertThat(transitions()).containsExactly("RAISED 0 at 15", "UPDATED 0 at 20");
  }

  @Test
  void whatIsRaisedMayClearDuringASilence() {
    afib(0, 0.9, 0.9);
    AlertAction silence =
        AlertAction.newBuilder()
            .setDeviceId("d")
            .setLead("I")
            .setKind(AlertActionKind.SILENCE)
            .setUntilMicros(3600 * SECOND)
            .setBy("nurse 1")
            .build();
    assertThat(rules.act(state, new LeadKey("d", "I"), silence, alerts::add)).isEmpty();
    afib(10, 0.1, 0.1);
    assertThat(transitions()).containsExactly("RAISED 0 at 15", "CLEARED 0-15 at 25");
  }
}
