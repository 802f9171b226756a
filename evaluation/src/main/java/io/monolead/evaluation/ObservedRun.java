// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation;

import io.monolead.evaluation.alert.Episode;
import io.monolead.evaluation.alert.ScoredStreams;
import io.monolead.evaluation.result.PolicyFacts;
import io.monolead.evaluation.result.RunFacts;
import io.monolead.job.alert.AlertPolicies;
import io.monolead.schemas.AlertPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * What one run said of the streams.
 *
 * @param facts what ran
 * @param scores its scores
 * @param alerts its alerts
 */
public record ObservedRun(RunFacts facts, ScoredStreams scores, List<Episode> alerts) {
  private static final double MICROS = 1e6;

  public ObservedRun {
    alerts = List.copyOf(alerts);
  }

  /**
   * The policies of a model's labels, for the record.
   *
   * @param thresholds of the bundle, one per label; they hold where a policy has none
   */
  public static List<PolicyFacts> policies(
      AlertPolicies policies, List<String> labels, float[] thresholds) {
    List<PolicyFacts> facts = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      AlertPolicy policy = policies.of(labels.get(i));
      facts.add(
          new PolicyFacts(
              labels.get(i),
              policy.getVersion(),
              policy.getEnabled(),
              policy.getThreshold() == null ? thresholds[i] : policy.getThreshold(),
              policy.getClearRatio(),
              policy.getWindowsRequired(),
              policy.getWindowsConsidered(),
              policy.getMinimumQuality(),
              policy.getMinimumDurationMicros() / MICROS,
              policy.getCoolDownMicros() / MICROS));
    }
    return facts;
  }

  /**
   * The policy of a label.
   *
   * @throws IllegalArgumentException if the run has no such label
   */
  public PolicyFacts policy(String label) {
    return facts.policies().stream()
        .filter(policy -> policy.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("The run has no label " + label));
  }
}
