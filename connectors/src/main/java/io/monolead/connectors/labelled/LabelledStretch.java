// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.labelled;

import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A stretch of a recording in which the same labels hold throughout.
 *
 * @param file the recording's main file, or that without its suffix
 * @param recording name of the recording: its path from the folder
 * @param patient whose recording it is
 * @param fold from 1 to {@value LabelledFolder#FOLDS}; one patient's stretches are all in one
 * @param fromSeconds begin, from the recording's first sample, 0 or more
 * @param toSeconds end, later than the begin; the recording's end if it is absent
 * @param labels what is true of it; empty for a stretch of which none of the labels is
 */
public record LabelledStretch(
    Path file,
    String recording,
    String patient,
    int fold,
    double fromSeconds,
    OptionalDouble toSeconds,
    Set<String> labels) {
  public LabelledStretch {
    labels = Set.copyOf(labels);
    if (fold < 1 || fold > LabelledFolder.FOLDS) {
      throw new IllegalArgumentException(
          "a fold is 1 to " + LabelledFolder.FOLDS + ", not " + fold);
    }
    if (!(fromSeconds >= 0)
        || Double.isInfinite(fromSeconds)
        || (toSeconds.isPresent() && !(toSeconds.getAsDouble() > fromSeconds))) {
      throw new IllegalArgumentException(
          "a stretch begins at 0 s or later and ends after that, not from "
              + fromSeconds
              + " to "
              + (toSeconds.isPresent() ? toSeconds.getAsDouble() : "the end"));
    }
  }
}
