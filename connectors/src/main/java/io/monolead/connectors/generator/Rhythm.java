// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

/** What a simulated heart can do for a while. */
public enum Rhythm {
  /** Sinus rhythm at rest, 60 to 90 beats a minute. */
  SINUS("NORM"),
  /** Sinus rhythm of 102 to 125 beats a minute with little variability. */
  SINUS_TACHYCARDIA("STACH"),
  /** Sinus rhythm of 43 to 52 beats a minute. */
  SINUS_BRADYCARDIA("SBRAD"),
  /** Irregularly irregular beats, no P waves, fibrillatory waves of 4 to 9 Hz. */
  ATRIAL_FIBRILLATION("AFIB"),
  /** Sinus rhythm with premature ventricular beats; how many is up to the episode. */
  VENTRICULAR_ECTOPY("PVC");

  private final String label;

  Rhythm(String label) {
    this.label = label;
  }

  /** The label of the {@code monitoring} task that fits this rhythm. */
  public String label() {
    return label;
  }
}
