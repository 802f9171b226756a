// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.icbeb;

import io.monolead.connectors.recordings.RecordingFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The recordings of ICBEB2018 that lie in a folder, in either edition, with ten stratified folds.
 *
 * <p>6,877 recordings of twelve leads at 500 Hz, 6 to 60 s; nine labels. The data set has no folds;
 * these follow from the recordings at hand alone, so that everybody with the whole data set has the
 * same. It names no patients: each recording counts as a patient of its own.
 *
 * @param records the recordings
 * @param folds the fold of each, from 1 to 10
 */
public record IcbebCatalogue(List<IcbebRecord> records, List<Integer> folds) {
  /** The nine labels; {@code REFERENCE.csv} counts them from 1 in this order. */
  public static final List<String> LABELS =
      List.of("NORM", "AF", "I-AVB", "LBBB", "RBBB", "PAC", "PVC", "STD", "STE");

  /** Samples per second and lead. */
  public static final double SAMPLING_RATE_HZ = 500;

  /** Recordings in the whole data set. */
  public static final int WHOLE = 6877;

  private static final int FOLDS = 10;
  private static final long SEED = 2018;

  public IcbebCatalogue {
    records = List.copyOf(records);
    folds = List.copyOf(folds);
  }

  /**
   * Reads a folder.
   *
   * @throws RecordingFormatException if it holds neither edition, or labels cannot be read
   */
  public static IcbebCatalogue read(Path folder) throws IOException {
    List<IcbebRecord> records;
    if (PublisherEdition.isIn(folder)) {
      records = PublisherEdition.read(folder);
    } else if (ChallengeEdition.isIn(folder)) {
      records = ChallengeEdition.read(folder);
    } else {
      throw new RecordingFormatException(
          folder
              + " holds no ICBEB2018: neither "
              + PublisherEdition.REFERENCE
              + " with the publisher's A0001.mat and so on, nor the Challenge's A0001.hea. If the"
              + " recordings are there, put "
              + PublisherEdition.REFERENCE
              + ", which has their labels, beside them.");
    }
    if (records.isEmpty()) {
      throw new RecordingFormatException(
          "None of the recordings that "
              + folder
              + " names is there; unpack them beside the labels");
    }
    boolean[][] labels = new boolean[records.size()][LABELS.size()];
    for (int i = 0; i < labels.length; i++) {
      for (int label = 0; label < LABELS.size(); label++) {
        labels[i][label] = records.get(i).labels().contains(LABELS.get(label));
      }
    }
    return new IcbebCatalogue(
        records,
        java.util.Arrays.stream(IterativeStratification.folds(labels, FOLDS, SEED))
            .boxed()
            .toList());
  }
}
