// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

/** Where a beat comes from. */
public enum BeatClass {
  /** From the sinus node, or conducted from fibrillating atria; annotation code N. */
  NORMAL("N"),
  /** Premature, from the atria, annotation code A. */
  ATRIAL_PREMATURE("A"),
  /** Premature, from a ventricle, annotation code V. */
  VENTRICULAR("V");

  private final String code;

  BeatClass(String code) {
    this.code = code;
  }

  /** The mnemonic of the WFDB annotation codes. */
  public String code() {
    return code;
  }
}
