// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.alert;

import io.monolead.schemas.AlertState;
import io.monolead.schemas.EcgAlert;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Puts transitions of alerts together to episodes. A transition that is delivered twice, as after a
 * restart, changes nothing. For one thread.
 */
public final class EpisodeLedger {
  private final Map<String, Episode> episodes = new LinkedHashMap<>();

  /** Takes in a transition. */
  public void add(EcgAlert alert) {
    Episode known = episodes.get(alert.getAlertId());
    boolean cleared = alert.getState() == AlertState.CLEARED;
    if (known != null && known.cleared()) {
      return;
    }
    long end = alert.getEndMicros() == null ? alert.getTransitionMicros() : alert.getEndMicros();
    episodes.put(
        alert.getAlertId(),
        new Episode(
            alert.getAlertId(),
            alert.getDeviceId(),
            alert.getLead(),
            alert.getLabel(),
            alert.getOnsetMicros(),
            known == null ? alert.getTransitionMicros() : known.raisedMicros(),
            cleared ? OptionalLong.of(end) : OptionalLong.empty(),
            alert.getPeakProbability()));
  }

  /** All episodes in the order in which they were raised. */
  public List<Episode> episodes() {
    return List.copyOf(episodes.values());
  }

  /** The episodes of one device and label. */
  public List<Episode> episodes(String deviceId, String label) {
    return episodes.values().stream()
        .filter(episode -> episode.deviceId().equals(deviceId) && episode.label().equals(label))
        .toList();
  }
}
