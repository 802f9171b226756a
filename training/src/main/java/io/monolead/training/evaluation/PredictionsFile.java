// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.evaluation;

import io.monolead.signal.LabelSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Predictions as CSV: {@code recording,patient,truth of each label,probability of each label}, in
 * the order of the label space, numbers in full precision.
 */
public final class PredictionsFile {
  private PredictionsFile() {}

  /** Writes predictions. */
  public static void write(Predictions predictions, Path file) throws IOException {
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

  /** Reads what {@link #write} wrote. */
  public static Predictions read(String task, Path file) throws IOException {
    return parse(task, Files.readAllLines(file));
  }

  /** Reads the lines that {@link #write} wrote. */
  public static Predictions parse(String task, List<String> lines) {
    List<String> labels = new ArrayList<>();
    for (String column : lines.get(0).split(",", -1)) {
      if (column.startsWith("true ")) {
        labels.add(column.substring("true ".length()));
      }
    }
    int count = labels.size();
    List<String> recordings = new ArrayList<>();
    List<String> patients = new ArrayList<>();
    float[] probabilities = new float[(lines.size() - 1) * count];
    boolean[] truth = new boolean[probabilities.length];
    for (int row = 0; row < lines.size() - 1; row++) {
      String[] cells = lines.get(row + 1).split(",", -1);
      recordings.add(cells[0]);
      patients.add(cells[1]);
      for (int label = 0; label < count; label++) {
        truth[row * count + label] = cells[2 + label].equals("1");
        probabilities[row * count + label] = Float.parseFloat(cells[2 + count + label]);
      }
    }
    return new Predictions(
        new LabelSpace(task, labels), recordings, patients, probabilities, truth);
  }
}
