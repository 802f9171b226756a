// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.stream;

import io.monolead.cli.invocation.CommandFailure;
import io.monolead.evaluation.ObservedRun;
import io.monolead.evaluation.alert.Episode;
import io.monolead.evaluation.alert.PolicyReplay;
import io.monolead.evaluation.alert.ScoredStreams;
import io.monolead.evaluation.result.RunFacts;
import io.monolead.inference.ModelManifest;
import io.monolead.job.alert.AlertPolicies;
import io.monolead.job.config.JobSettings;
import io.monolead.schemas.AlertPolicy;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one model said of some streams, before policies.
 *
 * @param manifest the model
 * @param settings of the job that ran it
 * @param scores its scores
 * @param alerts what the job alerted
 * @param facts by what it was made, for the report; {@link #CODE} among them
 */
public record ScoredRun(
    ModelManifest manifest,
    JobSettings settings,
    ScoredStreams scores,
    List<Episode> alerts,
    Map<String, String> facts) {
  /** The fact that names the program. */
  public static final String CODE = "code";

  public ScoredRun {
    alerts = List.copyOf(alerts);
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /** The thresholds of a model's labels, in their order. */
  public static float[] thresholds(ModelManifest manifest) {
    float[] thresholds = new float[manifest.operatingPoints().size()];
    for (int i = 0; i < thresholds.length; i++) {
      thresholds[i] = manifest.operatingPoints().get(i).threshold();
    }
    return thresholds;
  }

  /**
   * With policies.
   *
   * @param name of the run in the report
   * @param policies over those of the job
   * @param asInJob whether the job's own alerts are asked for
   * @throws CommandFailure if there is a policy for a label that the model does not have
   */
  public ObservedRun run(String name, List<AlertPolicy> policies, boolean asInJob) {
    AlertPolicies all = settings.policies();
    for (AlertPolicy policy : policies) {
      if (!scores.labels().contains(policy.getLabel())) {
        throw new CommandFailure(
            "There is a policy for " + policy.getLabel() + "; the model has " + scores.labels());
      }
      all = all.with(policy);
    }
    PolicyReplay replay =
        new PolicyReplay(
            settings.evidenceGap(),
            Duration.of(settings.assembly().expiryMicros(), ChronoUnit.MICROS));
    return new ObservedRun(
        new RunFacts(
            name,
            manifest.modelId(),
            manifest.modelVersion(),
            facts.getOrDefault(CODE, ""),
            ObservedRun.policies(all, scores.labels(), thresholds(manifest)),
            facts),
        scores,
        asInJob ? alerts : replay.alerts(scores, all));
  }
}
