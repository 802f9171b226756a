// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import java.util.Optional;

/** How a beat gets from the atria through the ventricles. */
public enum Conduction {
  /** PR interval below 200 ms, QRS below 120 ms. */
  NORMAL(null),
  /** PR interval above 200 ms; not in atrial fibrillation, where there is no P wave. */
  FIRST_DEGREE_BLOCK("1AVB"),
  /** QRS above 120 ms, rS in V1, broad notched R in I, V5 and V6. */
  LEFT_BUNDLE_BRANCH_BLOCK("CLBBB"),
  /** QRS above 120 ms, rsR' in V1, broad S in I and V6. */
  RIGHT_BUNDLE_BRANCH_BLOCK("CRBBB");

  private final String label;

  Conduction(String label) {
    this.label = label;
  }

  /** The SCP-ECG statement for it, as PTB-XL names it; empty for normal conduction. */
  public Optional<String> label() {
    return Optional.ofNullable(label);
  }
}
