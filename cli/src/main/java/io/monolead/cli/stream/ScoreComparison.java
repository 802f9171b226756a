// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.stream;

import io.monolead.connectors.kafka.RecordReader.Received;
import io.monolead.schemas.EcgScore;
import io.monolead.schemas.LabelProbability;
import io.monolead.training.evaluation.Predictions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores of the stream beside those of the offline evaluation, one window per recording.
 *
 * @param compared recordings with a score in both
 * @param largestDifference of any probability
 * @param where recording and label of the largest difference
 * @param missing recordings without exactly one score in the stream
 */
public record ScoreComparison(
    int compared, double largestDifference, String where, List<String> missing) {
  public ScoreComparison {
    missing = List.copyOf(missing);
  }

  /** Compares. */
  public static ScoreComparison of(Predictions offline, StreamResult stream) {
    Map<String, List<EcgScore>> byDevice = new HashMap<>();
    for (Received<EcgScore> received : stream.scores()) {
      byDevice
          .computeIfAbsent(received.record().getDeviceId(), any -> new ArrayList<>())
          .add(received.record());
    }
    int labels = offline.labelSpace().size();
    int compared = 0;
    double largest = 0;
    String where = "";
    List<String> missing = new ArrayList<>();
    for (int row = 0; row < offline.size(); row++) {
      String recording = offline.recordings().get(row);
      List<EcgScore> scores = byDevice.getOrDefault(recording, List.of());
      if (scores.size() != 1) {
        missing.add(recording);
        continue;
      }
      compared++;
      List<LabelProbability> probabilities = scores.get(0).getProbabilities();
      for (int label = 0; label < labels; label++) {
        double difference =
            Math.abs(
                (double) probabilities.get(label).getProbability()
                    - offline.probabilities()[row * labels + label]);
        if (difference > largest) {
          largest = difference;
          where = recording + ", " + probabilities.get(label).getLabel();
        }
      }
    }
    return new ScoreComparison(compared, largest, where, missing);
  }
}
