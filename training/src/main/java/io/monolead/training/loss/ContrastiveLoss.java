// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.loss;

import ai.djl.ndarray.NDArray;

/**
 * One side of a contrastive transfer: how well each anchor finds its own record among others.
 *
 * <p>An instance serves one side of one training: it may keep constants that the first batch sets.
 */
public interface ContrastiveLoss {
  /**
   * The loss, a scalar.
   *
   * @param anchors unit vectors {@code [batch, dimension]} of this side
   * @param positives unit vectors {@code [batch, dimension]} of the other side, of the same records
   * @param candidates unit vectors {@code [candidate, dimension]} of the other side's bank, shared
   *     by the batch; no gradient goes there
   * @param counts {@code [batch, candidate]}: 1 where a candidate is a negative of the anchor, 0
   *     where it is left out
   */
  NDArray evaluate(NDArray anchors, NDArray positives, NDArray candidates, NDArray counts);

  /** Whether positives are rows of the bank, too, rather than what the batch just gave. */
  boolean positivesFromBank();

  /** Constants that the first batch has set; empty before, and if there are none. */
  float[] state();

  /** Takes up what {@link #state} gave. */
  void restore(float[] state);
}
