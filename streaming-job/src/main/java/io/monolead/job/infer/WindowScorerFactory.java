// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.infer;

import java.io.IOException;
import java.io.Serializable;

/** Opens scorers where the job runs. Travels there with the job. */
@FunctionalInterface
public interface WindowScorerFactory extends Serializable {
  /**
   * Opens a scorer for one subtask.
   *
   * @param batchSize most windows of a batch
   * @throws IOException if the model cannot be read or does not reproduce its golden outputs
   */
  WindowScorer open(int batchSize) throws IOException;
}
