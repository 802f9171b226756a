// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import java.util.Optional;

/** Which way the ST segment of a beat is shifted. */
public enum StState {
  /** Not shifted. */
  LEVEL(null, 0),
  /** Depressed. */
  DEPRESSED("STD_", -1),
  /** Elevated. */
  ELEVATED("STE_", 1);

  private final String label;
  private final int sign;

  StState(String label, int sign) {
    this.label = label;
    this.sign = sign;
  }

  /** The SCP-ECG statement for it, as PTB-XL names it; empty for a level segment. */
  public Optional<String> label() {
    return Optional.ofNullable(label);
  }

  /** -1, 0 or 1. */
  int sign() {
    return sign;
  }
}
