// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.loss;

/** Which rows of a memory bank may be negatives of a recording; its own row never is. */
public enum Negatives {
  /** Rows of recordings whose label set differs: "disease-aware". */
  DIFFERENT_LABELS,

  /** All others. */
  ANY
}
