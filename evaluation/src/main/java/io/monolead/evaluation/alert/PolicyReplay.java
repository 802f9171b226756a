// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.alert;

import io.monolead.job.alert.AlertPolicies;
import io.monolead.job.alert.AlertRules;
import io.monolead.job.alert.LeadAlerts;
import io.monolead.job.infer.ScoredWindow;
import io.monolead.schemas.AlertPolicy;
import io.monolead.schemas.EcgAlert;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The job's own alert rules, run over scores again: what alerts would these policies have given?
 *
 * <p>Under the policies of the job itself this gives the alerts of the job, transition by
 * transition, for a run to the end of the data without acknowledgements and silences. What is
 * raised when the data end stays raised.
 *
 * @param evidenceGap see {@link AlertRules}
 * @param expiry see {@link AlertRules}
 */
public record PolicyReplay(Duration evidenceGap, Duration expiry) {

  /** All transitions of all labels, stream by stream. */
  public List<EcgAlert> transitions(ScoredStreams scores, AlertPolicies policies) {
    AlertRules rules = new AlertRules(policies, evidenceGap, expiry);
    List<EcgAlert> transitions = new ArrayList<>();
    scores
        .windows()
        .forEach(
            (stream, windows) -> {
              LeadAlerts state = new LeadAlerts();
              windows.forEach(window -> rules.accept(state, window, transitions::add));
            });
    return transitions;
  }

  /** All alerts of all labels, stream by stream. */
  public List<Episode> alerts(ScoredStreams scores, AlertPolicies policies) {
    EpisodeLedger ledger = new EpisodeLedger();
    transitions(scores, policies).forEach(ledger::add);
    return ledger.episodes();
  }

  /**
   * The alerts of one label alone, which is faster.
   *
   * @param policy its policy
   */
  public List<Episode> alerts(ScoredStreams scores, AlertPolicy policy) {
    return alerts(only(scores, policy.getLabel()), AlertPolicies.defaults().with(policy));
  }

  /**
   * The scores of one label alone.
   *
   * @throws IllegalArgumentException if the model has no such label
   */
  public static ScoredStreams only(ScoredStreams scores, String label) {
    int index = scores.labels().indexOf(label);
    if (index < 0) {
      throw new IllegalArgumentException(
          "The model has no label " + label + "; it has " + scores.labels());
    }
    if (scores.labels().size() == 1) {
      return scores;
    }
    java.util.Map<StreamName, List<ScoredWindow>> windows = new java.util.TreeMap<>();
    scores
        .windows()
        .forEach(
            (stream, list) ->
                windows.put(stream, list.stream().map(window -> only(window, index)).toList()));
    return new ScoredStreams(List.of(label), windows);
  }

  private static ScoredWindow only(ScoredWindow window, int index) {
    return new ScoredWindow(
        window.deviceId(),
        window.lead(),
        window.startMicros(),
        window.endMicros(),
        window.quality(),
        window.modelId(),
        window.modelVersion(),
        List.of(window.labels().get(index)),
        new float[] {window.probabilities()[index]},
        new float[] {window.thresholds()[index]});
  }
}
