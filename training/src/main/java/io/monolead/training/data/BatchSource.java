// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.data;

import java.util.function.Consumer;

/**
 * Where a training's batches come from.
 *
 * <p>What is drawn in an epoch follows from the source's seed and the epoch alone, so that a
 * training that was broken off goes on with the batches it would have seen.
 */
public interface BatchSource {
  /** Number of batches in an epoch, at least 1. */
  int stepsPerEpoch();

  /**
   * Draws the batches of one epoch, one after the other.
   *
   * @param epoch counted from 0
   * @param step receives each batch; its arrays are overwritten after it returns
   */
  void forEachBatch(int epoch, Consumer<Batch> step);
}
