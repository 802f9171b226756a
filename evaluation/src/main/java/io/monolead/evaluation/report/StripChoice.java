// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import io.monolead.evaluation.result.AlertFact;
import io.monolead.evaluation.result.EpisodeFact;
import io.monolead.evaluation.result.StreamEvaluation;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which missed episodes and false alarms are drawn, and where on the page they are. */
final class StripChoice {
  private final List<EpisodeFact> missed;
  private final List<AlertFact> falseAlarms;
  private final Map<EpisodeFact, String> anchorsOfEpisodes = new HashMap<>();
  private final Map<AlertFact, String> anchorsOfAlerts = new HashMap<>();

  /**
   * @param most strips of each kind
   */
  StripChoice(StreamEvaluation evaluation, int most) {
    this.missed = worstMissed(evaluation, most);
    this.falseAlarms = worstFalseAlarms(evaluation, most);
    for (int i = 0; i < missed.size(); i++) {
      anchorsOfEpisodes.put(missed.get(i), "missed-" + (i + 1));
    }
    for (int i = 0; i < falseAlarms.size(); i++) {
      anchorsOfAlerts.put(falseAlarms.get(i), "false-" + (i + 1));
    }
  }

  /** Episodes to draw, by device and time. */
  List<EpisodeFact> missed() {
    return missed;
  }

  /** Alerts to draw, by device and time. */
  List<AlertFact> falseAlarms() {
    return falseAlarms;
  }

  /** Where an episode is drawn; null if it is not. */
  String anchor(EpisodeFact episode) {
    return anchorsOfEpisodes.get(episode);
  }

  /** Where an alert is drawn; null if it is not. */
  String anchor(AlertFact alert) {
    return anchorsOfAlerts.get(alert);
  }

  /** The longest first; kept in the order of devices and time. */
  private static List<EpisodeFact> worstMissed(StreamEvaluation evaluation, int most) {
    Set<EpisodeFact> chosen =
        new LinkedHashSet<>(
            evaluation.missed().stream()
                .sorted(
                    Comparator.comparingLong(
                        (EpisodeFact each) -> each.fromMicros() - each.toMicros()))
                .limit(most)
                .toList());
    return evaluation.missed().stream().filter(chosen::contains).toList();
  }

  /** Those the model was surest of; kept in the order of devices and time. */
  private static List<AlertFact> worstFalseAlarms(StreamEvaluation evaluation, int most) {
    Set<AlertFact> chosen =
        new LinkedHashSet<>(
            evaluation.falseAlarms().stream()
                .sorted(Comparator.comparingDouble((AlertFact each) -> -each.peakProbability()))
                .limit(most)
                .toList());
    return evaluation.falseAlarms().stream().filter(chosen::contains).toList();
  }
}
