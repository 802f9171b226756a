// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.board;

import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.LabelProbability;
import io.monolead.schemas.TechnicalAlert;
import io.monolead.schemas.TechnicalCondition;
import io.monolead.schemas.TechnicalState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is known of one lead of one device. Belongs to its board's thread. */
public final class DeviceStatus {
  /** Label of an unremarkable ECG; it is no alarm when its probability is high. */
  private static final String NORMAL = "NORM";

  private static final int HISTORY = 64;

  private final String deviceId;
  private final String lead;
  private final Deque<Float> history = new ArrayDeque<>();
  private final Map<String, EcgAlert> alerts = new TreeMap<>();
  private final Map<TechnicalCondition, TechnicalAlert> conditions =
      new EnumMap<>(TechnicalCondition.class);
  private Truth truth = Truth.UNKNOWN;
  private EcgScore score;

  DeviceStatus(String deviceId, String lead) {
    this.deviceId = deviceId;
    this.lead = lead;
  }

  public String deviceId() {
    return deviceId;
  }

  public String lead() {
    return lead;
  }

  /** What the source of the signal says of it. */
  public Truth truth() {
    return truth;
  }

  void truth(Truth now) {
    truth = now;
  }

  /** The latest score, if there was any. */
  public Optional<EcgScore> score() {
    return Optional.ofNullable(score);
  }

  /** The most probable label of the latest score. */
  public Optional<LabelProbability> topLabel() {
    return score().flatMap(latest -> most(latest.getProbabilities()));
  }

  /** Highest probability of any label but NORM, per window, in order of time. */
  public List<Float> history() {
    return new ArrayList<>(history);
  }

  /** Alerts that are raised and not yet cleared, in order of their labels. */
  public Collection<EcgAlert> alerts() {
    return Collections.unmodifiableCollection(alerts.values());
  }

  /** Technical conditions that are raised and not yet cleared. */
  public Collection<TechnicalAlert> conditions() {
    return Collections.unmodifiableCollection(conditions.values());
  }

  void add(EcgScore next) {
    // Scores of one device arrive in order of their windows; a job that restarted may repeat some.
    if (score != null && next.getWindowEndMicros() <= score.getWindowEndMicros()) {
      return;
    }
    score = next;
    List<LabelProbability> remarkable =
        next.getProbabilities().stream().filter(p -> !p.getLabel().equals(NORMAL)).toList();
    history.addLast(most(remarkable).map(LabelProbability::getProbability).orElse(0f));
    if (history.size() > HISTORY) {
      history.removeFirst();
    }
  }

  void add(EcgAlert alert) {
    if (alert.getState() == AlertState.CLEARED) {
      alerts.remove(alert.getLabel());
    } else {
      alerts.put(alert.getLabel(), alert);
    }
  }

  void add(TechnicalAlert alert) {
    if (alert.getState() == TechnicalState.CLEARED) {
      conditions.remove(alert.getCondition());
    } else {
      conditions.put(alert.getCondition(), alert);
    }
  }

  private static Optional<LabelProbability> most(List<LabelProbability> probabilities) {
    LabelProbability most = null;
    for (LabelProbability next : probabilities) {
      if (most == null || next.getProbability() > most.getProbability()) {
        most = next;
      }
    }
    return Optional.ofNullable(most);
  }
}
