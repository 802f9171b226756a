// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.assemble;

import io.monolead.job.identity.AlertId;
import io.monolead.job.identity.LeadKey;
import io.monolead.job.metrics.JobMetric;
import io.monolead.job.metrics.LabelledCounters;
import io.monolead.job.metrics.OperatorMetrics;
import io.monolead.job.serialize.MessageTypeInformation;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.TechnicalCondition;
import io.monolead.schemas.TechnicalPriority;
import io.monolead.schemas.TechnicalState;
import java.util.Set;
import org.apache.flink.util.OutputTag;

/**
 * Technical alerts: monitoring itself is impaired.
 *
 * <p>IEC 60601-1-8 asks for a priority by what the failure to respond may lead to. A patient who is
 * not being watched can come to harm, though not at once: medium for a device gone silent or
 * without contact. A hole that is over, windows of poor quality, a changed rate, a window that
 * could not be scored: low.
 */
public final class TechnicalAlerts {
  /** The side output that carries them. */
  public static final OutputTag<TechnicalAlert> TAG =
      new OutputTag<>("technical-alerts", MessageTypeInformation.forMessage(TechnicalAlert.class));

  private TechnicalAlerts() {}

  /**
   * Counts technical alerts by condition and transition.
   *
   * @param metrics of the operator that raises them
   * @param fromTheStart conditions that are counted from 0 on
   */
  public static LabelledCounters counters(
      OperatorMetrics metrics, Set<TechnicalCondition> fromTheStart) {
    LabelledCounters counters = metrics.counters(JobMetric.TECHNICAL_ALERTS);
    for (TechnicalCondition condition : fromTheStart) {
      for (TechnicalState state : TechnicalState.values()) {
        counters.of(condition.name(), state.name());
      }
    }
    return counters;
  }

  static TechnicalAlert raised(
      LeadKey key, TechnicalCondition condition, long onsetMicros, String detail) {
    return of(key, condition, TechnicalState.RAISED, onsetMicros, null, detail);
  }

  static TechnicalAlert cleared(
      LeadKey key, TechnicalCondition condition, long onsetMicros, long endMicros) {
    return of(
        key,
        condition,
        TechnicalState.CLEARED,
        onsetMicros,
        endMicros,
        "after " + (endMicros - onsetMicros) / 1e6 + " s");
  }

  /**
   * One transition of a lead whose windows are not scored. Its id differs from that of the alert on
   * poor quality that the same window may have raised: clearing the one must not clear the other.
   */
  public static TechnicalAlert unscored(
      LeadKey key, TechnicalState state, long onsetMicros, Long endMicros, String detail) {
    return of(
        "UNSCORED", key, TechnicalCondition.POOR_QUALITY, state, onsetMicros, endMicros, detail);
  }

  private static TechnicalAlert of(
      LeadKey key,
      TechnicalCondition condition,
      TechnicalState state,
      long onsetMicros,
      Long endMicros,
      String detail) {
    return of(condition.name(), key, condition, state, onsetMicros, endMicros, detail);
  }

  /** The id follows from key, kind and onset. */
  private static TechnicalAlert of(
      String kind,
      LeadKey key,
      TechnicalCondition condition,
      TechnicalState state,
      long onsetMicros,
      Long endMicros,
      String detail) {
    return new TechnicalAlert(
        AlertId.of(key, kind, onsetMicros),
        key.deviceId(),
        key.lead(),
        condition,
        state,
        condition == TechnicalCondition.LEAD_OFF || condition == TechnicalCondition.SIGNAL_LOST
            ? TechnicalPriority.MEDIUM
            : TechnicalPriority.LOW,
        onsetMicros,
        endMicros,
        detail);
  }
}
