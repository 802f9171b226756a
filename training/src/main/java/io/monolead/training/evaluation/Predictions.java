// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.evaluation;

import io.monolead.signal.LabelSpace;
import java.util.List;

/**
 * What a network said about some recordings beside what is true of them.
 *
 * @param labelSpace the labels, in the order of the columns
 * @param recordings name of each recording, one per row
 * @param patients the patient of each recording, one per row; recordings of one patient are not
 *     independent and are resampled together
 * @param probabilities {@code [recording][label]}, flat, from 0 to 1; not to be written to
 * @param truth {@code [recording][label]}, flat: whether the recording carries the label; not to be
 *     written to
 */
public record Predictions(
    LabelSpace labelSpace,
    List<String> recordings,
    List<String> patients,
    float[] probabilities,
    boolean[] truth) {

  public Predictions {
    recordings = List.copyOf(recordings);
    patients = List.copyOf(patients);
    int cells = recordings.size() * labelSpace.size();
    if (patients.size() != recordings.size()
        || probabilities.length != cells
        || truth.length != cells) {
      throw new IllegalArgumentException(
          recordings.size()
              + " recordings and "
              + labelSpace.size()
              + " labels need as many patients and "
              + cells
              + " probabilities and truths, not "
              + patients.size()
              + ", "
              + probabilities.length
              + " and "
              + truth.length);
    }
    for (int i = 0; i < cells; i++) {
      if (Float.isNaN(probabilities[i])) {
        throw new IllegalArgumentException(
            "Recording "
                + recordings.get(i / labelSpace.size())
                + ": the probability of "
                + labelSpace.labels().get(i % labelSpace.size())
                + " is not a number");
      }
    }
  }

  /** Number of recordings. */
  public int size() {
    return recordings.size();
  }

  /** The probabilities of one label, one per recording. */
  public float[] probabilitiesOf(int label) {
    float[] column = new float[size()];
    for (int row = 0; row < column.length; row++) {
      column[row] = probabilities[row * labelSpace.size() + label];
    }
    return column;
  }

  /** The truth of one label, one per recording. */
  public boolean[] truthOf(int label) {
    boolean[] column = new boolean[size()];
    for (int row = 0; row < column.length; row++) {
      column[row] = truth[row * labelSpace.size() + label];
    }
    return column;
  }

  /** Number of recordings that carry a label. */
  public int positives(int label) {
    int count = 0;
    for (boolean positive : truthOf(label)) {
      count += positive ? 1 : 0;
    }
    return count;
  }
}
