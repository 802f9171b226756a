// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.evaluation.alert.Episode;
import io.monolead.evaluation.alert.PolicyReplay;
import io.monolead.evaluation.tune.PolicySweep;
import io.monolead.evaluation.tune.PolicySweep.Evidence;
import io.monolead.evaluation.tune.PolicySweep.Point;
import io.monolead.job.alert.AlertPolicies;
import io.monolead.schemas.AlertPolicy;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The alert rules over the scores of {@link StreamEvaluatorTest}, worked by hand. */
class SweepOfStreamsTest {
  private static final PolicyReplay REPLAY =
      new PolicyReplay(Duration.ofMinutes(1), Duration.ofHours(24));
  private static final AlertPolicy POLICY =
      AlertPolicy.newBuilder(AlertPolicies.defaultFor("AFIB")).setThreshold(0.5f).build();

  @Test
  void theRulesRaiseWhenTwoOfThreeWindowsReachTheThreshold() {
    List<Episode> alerts = REPLAY.alerts(StreamEvaluatorTest.scores(), POLICY);

    // On a the windows at 20 and 30 raise it when the second ends; the last that counts ends at 60.
    // On b one window is never two.
    assertThat(alerts)
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.deviceId()).isEqualTo("a");
              assertThat(alert.onsetMicros()).isEqualTo(20_000_000);
              assertThat(alert.raisedMicros()).isEqualTo(40_000_000);
              assertThat(alert.endMicros()).isEqualTo(OptionalLong.of(60_000_000));
            });
  }

  @Test
  void whatIsRaisedWhenTheDataEndStaysRaised() {
    AlertPolicy eager =
        AlertPolicy.newBuilder(POLICY).setThreshold(0.05f).setMinimumQuality(0).build();

    assertThat(REPLAY.alerts(StreamEvaluatorTest.scores(), eager))
        .hasSize(2)
        .noneMatch(Episode::cleared)
        .allSatisfy(alert -> assertThat(alert.span(100_000_000).toMicros()).isEqualTo(100_000_000));
  }

  @Test
  void everyThresholdAndEvidenceIsTried() {
    PolicySweep sweep =
        PolicySweep.of(
            POLICY,
            List.of(new Evidence(1, 1), new Evidence(2, 3)),
            REPLAY,
            StreamEvaluatorTest.scores(),
            StreamEvaluatorTest.streams());

    assertThat(sweep.points()).hasSize(198);
    assertThat(sweep.episodes()).isEqualTo(1);
    // Two streams of 100 s are of known truth.
    assertThat(sweep.deviceDays()).isEqualTo(200 / 86_400.0);
    assertThat(at(sweep, "1/1", 50)).matches(point -> point.falseAlarms() == 1);
    assertThat(at(sweep, "1/1", 85)).matches(point -> point.falseAlarms() == 0);
    assertThat(at(sweep, "1/1", 85)).matches(point -> point.found() == 1);
    assertThat(at(sweep, "1/1", 95)).matches(point -> point.found() == 0);
    assertThat(at(sweep, "2/3", 50)).matches(point -> point.falseAlarms() == 0);
    assertThat(at(sweep, "2/3", 50)).matches(point -> point.durationSensitivity() == 1);
    Point chosen = sweep.atMostPerDay(0).orElseThrow();
    assertThat(chosen.evidence()).isEqualTo(new Evidence(1, 1));
    assertThat(sweep.policy(chosen).getWindowsConsidered()).isEqualTo(1);
  }

  @Test
  void withoutTruthThereIsNothingToTune() {
    assertThatThrownBy(
            () ->
                PolicySweep.of(
                    POLICY,
                    List.of(new Evidence(1, 1)),
                    REPLAY,
                    StreamEvaluatorTest.scores(),
                    StreamEvaluatorTest.streams().subList(2, 3)))
        .hasMessageContaining("No recording tells when AFIB is there");
  }

  private static Point at(PolicySweep sweep, String evidence, int percent) {
    return sweep.points().stream()
        .filter(point -> point.evidence().toString().equals(evidence))
        .filter(point -> Math.round(point.threshold() * 100) == percent)
        .findFirst()
        .orElseThrow();
  }
}
