// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.trainer;

import io.monolead.training.network.NetworkWeights;
import java.util.List;

/**
 * A finished training.
 *
 * @param weights the network's arrays after {@code chosenEpoch}
 * @param chosenEpoch counted from 1
 * @param epochs the log, one entry per epoch
 */
public record TrainingOutcome(NetworkWeights weights, int chosenEpoch, List<EpochResult> epochs) {
  public TrainingOutcome {
    epochs = List.copyOf(epochs);
  }
}
