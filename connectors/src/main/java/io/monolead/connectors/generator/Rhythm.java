// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

/** Where the beats of a simulated heart come from for a while, and how fast. */
public enum Rhythm {
  /** Sinus rhythm at rest, 60 to 90 beats a minute. */
  SINUS("NORM", "N"),
  /** Sinus rhythm of 102 to 125 beats a minute with little variability. */
  SINUS_TACHYCARDIA("STACH", "STACH"),
  /** Sinus rhythm of 43 to 52 beats a minute. */
  SINUS_BRADYCARDIA("SBRAD", "SBR"),
  /** Irregularly irregular beats, no P waves, fibrillatory waves of 4 to 9 Hz. */
  ATRIAL_FIBRILLATION("AFIB", "AFIB"),
  /** Sinus rhythm with premature ventricular beats; how many is up to the episode. */
  VENTRICULAR_ECTOPY("PVC", "N"),
  /** Sinus rhythm with premature atrial beats; how many is up to the episode. */
  ATRIAL_ECTOPY("PAC", "N");

  private final String label;
  private final String annotation;

  Rhythm(String label, String annotation) {
    this.label = label;
    this.annotation = annotation;
  }

  /** The label of the {@code monitoring} task that fits this rhythm. */
  public String label() {
    return label;
  }

  /**
   * The name in WFDB's rhythm annotations, without the parenthesis. Premature beats are beats in
   * sinus rhythm there, and sinus tachycardia, for which PhysioNet has no name, keeps its label.
   */
  public String annotation() {
    return annotation;
  }

  /** Whether some of its beats are premature. */
  public boolean ectopic() {
    return this == VENTRICULAR_ECTOPY || this == ATRIAL_ECTOPY;
  }
}
