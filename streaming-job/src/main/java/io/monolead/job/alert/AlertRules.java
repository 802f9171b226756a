// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.alert;

import static io.monolead.job.alert.LeadAlerts.NONE;

import io.monolead.job.control.PolicySchedule;
import io.monolead.job.identity.AlertId;
import io.monolead.job.identity.LeadKey;
import io.monolead.job.infer.ScoredWindow;
import io.monolead.schemas.AlertAction;
import io.monolead.schemas.AlertPolicy;
import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Turns the scores of one lead into alerts, label by label, as the policies say.
 *
 * <ul>
 *   <li><b>Raise</b>: k of the latest n windows reach the threshold, and the cool-down since the
 *       last alert of this label is over. The onset is the start of the first of them.
 *   <li><b>Clear</b>: fewer than k of the latest n reach the threshold times the clear ratio. The
 *       end is the end of the last window that reached it.
 *   <li><b>Update</b>: while raised, once every so often in event time.
 *   <li>Windows of poor quality are not considered: they neither raise nor clear.
 *   <li>Windows further apart than the evidence gap are not evidence of one episode: what was
 *       considered is forgotten, while a raised alert stays until windows clear it.
 *   <li><b>Minimum duration</b>: the condition must have held so long before it is raised.
 *   <li><b>Escalation</b>: an alert that nobody acknowledges in time gets a higher priority.
 *   <li><b>Silence</b>: until its time nothing is raised or updated; what is raised may clear. A
 *       condition that outlasts the silence is raised then, with its true onset.
 *   <li>A label that the model no longer has, or whose policy is disabled, is cleared.
 * </ul>
 *
 * <p>Depends on the sequence of the lead's scores alone. Knows nothing of Flink. Belongs to one
 * thread.
 */
public final class AlertRules {
  private static final String ALL_LABELS = "";

  private final AlertPolicies ofOptions;

  /** Made once per label of the models in use: each is asked for with every window. */
  private final Map<String, AlertPolicy> ofOptionsByLabel = new HashMap<>();

  private PolicySchedule schedule = PolicySchedule.empty();
  private final long evidenceGapMicros;
  private final long expiryMicros;

  /**
   * @param ofOptions policies that hold where the schedule has none
   * @param evidenceGap longest time without a window within one episode's evidence
   * @param expiry silence after which raised alerts are cleared and the lead is forgotten
   */
  public AlertRules(AlertPolicies ofOptions, Duration evidenceGap, Duration expiry) {
    this.ofOptions = ofOptions;
    this.evidenceGapMicros = evidenceGap.toMillis() * 1000;
    this.expiryMicros = expiry.toMillis() * 1000;
  }

  /** From now on these policies hold over those of the options. */
  public void use(PolicySchedule policies) {
    schedule = policies;
  }

  private AlertPolicy policy(String label, LeadKey key, long endMicros) {
    return schedule
        .of(label, key.deviceId(), endMicros)
        .orElseGet(() -> ofOptionsByLabel.computeIfAbsent(label, ofOptions::of));
  }

  /** Silence after which the lead is forgotten, microseconds. */
  long expiryMicros() {
    return expiryMicros;
  }

  /** Takes the next scored window of a lead. */
  public void accept(LeadAlerts state, ScoredWindow window, Consumer<EcgAlert> out) {
    LeadKey key = new LeadKey(window.deviceId(), window.lead());
    if (state.lastEndMicros != NONE) {
      long gap = window.startMicros() - state.lastEndMicros;
      if (gap >= expiryMicros) {
        expire(state, key, out);
      } else if (gap > evidenceGapMicros) {
        state.labels.values().forEach(LabelEpisode::forgetWindows);
      }
    }
    clearLabelsNotIn(state, key, window, out);
    for (int i = 0; i < window.labels().size(); i++) {
      judge(state, key, window, i, out);
    }
    state.lastEndMicros = Math.max(state.lastEndMicros, window.endMicros());
    state.silencedUntilMicros.values().removeIf(until -> until <= state.lastEndMicros);
  }

  private void clearLabelsNotIn(
      LeadAlerts state, LeadKey key, ScoredWindow window, Consumer<EcgAlert> out) {
    if (window.labels().containsAll(state.labels.keySet())) {
      return;
    }
    // In the order of their names: a hash map's order is no promise.
    for (String label : new TreeSet<>(state.labels.keySet())) {
      if (!window.labels().contains(label)) {
        LabelEpisode episode = state.labels.remove(label);
        if (episode.raised) {
          clear(key, policy(label, key, window.endMicros()), episode, window.endMicros(), out);
        }
      }
    }
  }

  private void judge(
      LeadAlerts state, LeadKey key, ScoredWindow window, int index, Consumer<EcgAlert> out) {
    String label = window.labels().get(index);
    float probability = window.probabilities()[index];
    AlertPolicy policy = policy(label, key, window.endMicros());
    if (!policy.getEnabled()) {
      LabelEpisode episode = state.labels.remove(label);
      if (episode != null && episode.raised) {
        clear(key, policy, episode, window.endMicros(), out);
      }
      return;
    }
    if (window.quality().usableShare() < policy.getMinimumQuality()
        || !Float.isFinite(probability)) {
      return;
    }
    LabelEpisode episode = state.labels.computeIfAbsent(label, any -> new LabelEpisode());
    if (episode.endMicros.length > 0
        && window.startMicros() - episode.endMicros[episode.endMicros.length - 1]
            > evidenceGapMicros) {
      // Windows came, but for so long none that was good enough to be considered.
      episode.forgetWindows();
    }
    episode.consider(
        window.startMicros(), window.endMicros(), probability, policy.getWindowsConsidered());
    float threshold =
        policy.getThreshold() != null ? policy.getThreshold() : window.thresholds()[index];
    episode.threshold = threshold;
    episode.currentProbability = probability;
    episode.modelId = window.modelId();
    episode.modelVersion = window.modelVersion();
    boolean silenced = window.endMicros() < silencedUntil(state, label);
    if (episode.raised) {
      judgeRaised(key, policy, episode, window, silenced, out);
    } else if (episode.countFrom(threshold) >= policy.getWindowsRequired()
        && window.endMicros() >= episode.quietUntilMicros) {
      if (episode.conditionSinceMicros == NONE) {
        episode.conditionSinceMicros = episode.firstFrom(threshold);
      }
      long lasted = window.endMicros() - episode.conditionSinceMicros;
      if (!silenced && lasted >= policy.getMinimumDurationMicros()) {
        raise(key, policy, episode, window, out);
      }
    } else {
      episode.conditionSinceMicros = NONE;
    }
  }

  private static long silencedUntil(LeadAlerts state, String label) {
    return Math.max(
        state.silencedUntilMicros.getOrDefault(label, NONE),
        state.silencedUntilMicros.getOrDefault(ALL_LABELS, NONE));
  }

  private static void raise(
      LeadKey key,
      AlertPolicy policy,
      LabelEpisode episode,
      ScoredWindow window,
      Consumer<EcgAlert> out) {
    episode.raised = true;
    episode.onsetMicros = episode.conditionSinceMicros;
    episode.conditionSinceMicros = NONE;
    episode.raisedMicros = window.endMicros();
    episode.acknowledgedBy = "";
    episode.escalated = false;
    episode.windowsInEvidence = 0;
    episode.peakProbability = 0;
    for (int i = 0; i < episode.probabilities.length; i++) {
      if (episode.probabilities[i] >= episode.threshold) {
        episode.windowsInEvidence++;
        episode.lastEvidenceMicros = episode.endMicros[i];
      }
      if (episode.windowsInEvidence > 0) {
        episode.peakProbability = Math.max(episode.peakProbability, episode.probabilities[i]);
      }
    }
    episode.transitionMicros = window.endMicros();
    out.accept(alert(key, policy, episode, AlertState.RAISED, null, window.endMicros()));
  }

  private static void judgeRaised(
      LeadKey key,
      AlertPolicy policy,
      LabelEpisode episode,
      ScoredWindow window,
      boolean silenced,
      Consumer<EcgAlert> out) {
    float clearThreshold = episode.threshold * policy.getClearRatio();
    episode.peakProbability = Math.max(episode.peakProbability, episode.currentProbability);
    if (episode.currentProbability >= episode.threshold) {
      episode.windowsInEvidence++;
    }
    if (episode.currentProbability >= clearThreshold) {
      episode.lastEvidenceMicros = window.endMicros();
    }
    int missing = policy.getWindowsConsidered() - episode.probabilities.length;
    // After a gap few windows are known; those not known yet speak neither for nor against.
    if (episode.countFrom(clearThreshold) + missing < policy.getWindowsRequired()) {
      clear(key, policy, episode, window.endMicros(), out);
      return;
    }
    boolean escalates = escalates(policy, episode, window.endMicros());
    if (escalates && !silenced) {
      episode.escalated = true;
    }
    boolean due = window.endMicros() - episode.transitionMicros >= policy.getUpdateEveryMicros();
    if (!silenced && (due || escalates)) {
      episode.transitionMicros = window.endMicros();
      out.accept(alert(key, policy, episode, AlertState.UPDATED, null, window.endMicros()));
    }
  }

  private static boolean escalates(AlertPolicy policy, LabelEpisode episode, long endMicros) {
    return policy.getEscalateAfterMicros() != null
        && !episode.escalated
        && episode.acknowledgedBy.isEmpty()
        // Savepoints of the first release do not say when an alert was raised.
        && endMicros - Math.max(episode.raisedMicros, episode.onsetMicros)
            >= policy.getEscalateAfterMicros();
  }

  /**
   * Does what a person asks for.
   *
   * @return why it cannot be done, for people; empty if it was done
   */
  public Optional<String> act(
      LeadAlerts state, LeadKey key, AlertAction action, Consumer<EcgAlert> out) {
    String label = action.getLabel() == null ? ALL_LABELS : action.getLabel();
    return switch (action.getKind()) {
      case ACKNOWLEDGE -> acknowledge(state, key, action, out);
      case SILENCE -> {
        if (!label.equals(ALL_LABELS) && !state.labels.containsKey(label)) {
          yield Optional.of("no alert of this label is watched for on this lead");
        }
        if (state.lastEndMicros != NONE && action.getUntilMicros() <= state.lastEndMicros) {
          yield Optional.of("the time of this silence is over");
        }
        state.silencedUntilMicros.put(label, action.getUntilMicros());
        yield Optional.empty();
      }
      case RESUME -> resume(state, label);
      case UNKNOWN -> Optional.of("this release does not know the action");
    };
  }

  /** All labels of a lead are resumed together, however they were silenced. */
  private static Optional<String> resume(LeadAlerts state, String label) {
    if (label.equals(ALL_LABELS) && !state.silencedUntilMicros.isEmpty()) {
      state.silencedUntilMicros.clear();
      return Optional.empty();
    }
    if (state.silencedUntilMicros.remove(label) != null) {
      return Optional.empty();
    }
    return Optional.of(
        state.silencedUntilMicros.containsKey(ALL_LABELS)
            ? "all labels of the lead are silenced together, and can only be resumed together"
            : "this is not silenced");
  }

  private Optional<String> acknowledge(
      LeadAlerts state, LeadKey key, AlertAction action, Consumer<EcgAlert> out) {
    for (String label : new TreeSet<>(state.labels.keySet())) {
      LabelEpisode episode = state.labels.get(label);
      if (episode.raised
          && AlertId.of(key, label, episode.onsetMicros).equals(action.getAlertId())) {
        if (!episode.acknowledgedBy.isEmpty()) {
          return Optional.of("the alert is acknowledged already");
        }
        episode.acknowledgedBy = action.getBy();
        episode.transitionMicros = state.lastEndMicros;
        AlertPolicy policy = policy(label, key, state.lastEndMicros);
        out.accept(alert(key, policy, episode, AlertState.UPDATED, null, state.lastEndMicros));
        return Optional.empty();
      }
    }
    return Optional.of("no such alert is raised; it may have been cleared meanwhile");
  }

  private static void clear(
      LeadKey key,
      AlertPolicy policy,
      LabelEpisode episode,
      long transitionMicros,
      Consumer<EcgAlert> out) {
    out.accept(
        alert(
            key,
            policy,
            episode,
            AlertState.CLEARED,
            episode.lastEvidenceMicros,
            transitionMicros));
    episode.raised = false;
    episode.quietUntilMicros = transitionMicros + policy.getCoolDownMicros();
  }

  /** Forgets a lead that has been silent for long; alerts still raised are cleared. */
  void expire(LeadAlerts state, LeadKey key, Consumer<EcgAlert> out) {
    for (String label : new TreeSet<>(state.labels.keySet())) {
      LabelEpisode episode = state.labels.get(label);
      if (episode.raised) {
        long endMicros = state.lastEndMicros + expiryMicros;
        clear(key, policy(label, key, endMicros), episode, endMicros, out);
      }
    }
    state.labels = new HashMap<>();
    state.silencedUntilMicros = new HashMap<>();
    state.lastEndMicros = NONE;
  }

  private static EcgAlert alert(
      LeadKey key,
      AlertPolicy policy,
      LabelEpisode episode,
      AlertState transition,
      Long endMicros,
      long transitionMicros) {
    return new EcgAlert(
        AlertId.of(key, policy.getLabel(), episode.onsetMicros),
        key.deviceId(),
        key.lead(),
        policy.getLabel(),
        transition,
        episode.escalated ? policy.getEscalatedPriority() : policy.getPriority(),
        episode.onsetMicros,
        endMicros,
        transitionMicros,
        episode.currentProbability,
        episode.peakProbability,
        episode.threshold,
        episode.windowsInEvidence,
        episode.modelId,
        episode.modelVersion,
        policy.getVersion(),
        episode.acknowledgedBy.isEmpty() ? null : episode.acknowledgedBy);
  }
}
