// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.alert;

import io.monolead.job.infer.ScoredWindow;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.LabelProbability;
import io.monolead.signal.SignalQuality;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The scores of some streams.
 *
 * @param labels the model's labels, in order
 * @param windows the windows of each stream in order of event time
 */
public record ScoredStreams(List<String> labels, Map<StreamName, List<ScoredWindow>> windows) {
  public ScoredStreams {
    labels = List.copyOf(labels);
    windows = java.util.Collections.unmodifiableMap(new TreeMap<>(windows));
  }

  /**
   * Scores as the job writes them.
   *
   * @param labels the model's labels, in order
   * @param thresholds the thresholds of its bundle, one per label
   * @throws IllegalArgumentException if a score has other labels, as that of another model has
   */
  public static ScoredStreams of(
      List<String> labels, float[] thresholds, Collection<EcgScore> scores) {
    Map<StreamName, List<ScoredWindow>> windows = new TreeMap<>();
    for (EcgScore score : scores) {
      List<LabelProbability> said = score.getProbabilities();
      float[] probabilities = new float[labels.size()];
      if (said.size() != probabilities.length) {
        throw new IllegalArgumentException(
            "A score has " + said.size() + " labels, not the " + labels.size() + " of the model");
      }
      for (int i = 0; i < probabilities.length; i++) {
        if (!said.get(i).getLabel().equals(labels.get(i))) {
          throw new IllegalArgumentException(
              "A score has the label "
                  + said.get(i).getLabel()
                  + " where the model has "
                  + labels.get(i));
        }
        probabilities[i] = said.get(i).getProbability();
      }
      windows
          .computeIfAbsent(
              new StreamName(score.getDeviceId(), score.getLead()), any -> new ArrayList<>())
          .add(
              new ScoredWindow(
                  score.getDeviceId(),
                  score.getLead(),
                  score.getWindowStartMicros(),
                  score.getWindowEndMicros(),
                  quality(score.getSignalQuality()),
                  score.getModelId(),
                  score.getModelVersion(),
                  labels,
                  probabilities,
                  thresholds));
    }
    windows.values().forEach(list -> list.sort(Comparator.comparingLong(ScoredWindow::endMicros)));
    return new ScoredStreams(labels, windows);
  }

  /** What lowers the quality does not matter to a policy, only by how much. */
  private static SignalQuality quality(float usableShare) {
    return new SignalQuality(
        usableShare, usableShare == 1 ? Set.of() : Set.of(SignalQuality.Issue.MISSING_SAMPLES));
  }

  /** The windows of a stream; none if it was never scored. */
  public List<ScoredWindow> of(StreamName stream) {
    return windows.getOrDefault(stream, List.of());
  }

  /** Number of windows. */
  public int size() {
    return windows.values().stream().mapToInt(List::size).sum();
  }
}
