// SPDX-License-Identifier: Apache-2.0
package io.monolead.training;

import io.monolead.training.evaluation.Predictions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Predictions as CSV: {@code recording,patient,truth of each label,probability of each label}, in
 * the order of the label space, numbers in full precision.
 */
final class PredictionsFile {
  private PredictionsFile() {}

  static void write(Predictions predictions, Path file) throws IOException {
    StringBuilder csv = new StringBuilder("recording,patient");
    predictions.labelSpace().labels().forEach(label -> csv.append(",true ").append(label));
    predictions.labelSpace().labels().forEach(label -> csv.append(",p ").append(label));
    csv.append('\n');
    int labels = predictions.labelSpace().size();
    for (int row = 0; row < predictions.size(); row++) {
      csv.append(predictions.recordings().get(row))
          .append(',')
          .append(predictions.patients().get(row));
      for (int label = 0; label < labels; label++) {
        csv.append(predictions.truth()[row * labels + label] ? ",1" : ",0");
      }
      for (int label = 0; label < labels; label++) {
        csv.append(',').append(predictions.probabilities()[row * labels + label]);
      }
      csv.append('\n');
    }
    Files.writeString(file, csv);
  }
}
