// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

/**
 * One rhythm for a while.
 *
 * @param rhythm what the heart does
 * @param durationSeconds for how long, above 0; may be infinite
 * @param ectopicShare share of beats that are ventricular, 0 to 0.5 (every other beat); 0 unless
 *     the rhythm is {@link Rhythm#VENTRICULAR_ECTOPY}
 */
public record Episode(Rhythm rhythm, double durationSeconds, double ectopicShare) {
  /** Share of ventricular beats where none is given: about two in ten seconds. */
  public static final double USUAL_ECTOPIC_SHARE = 0.18;

  public Episode {
    if (!(durationSeconds > 0)) {
      throw new IllegalArgumentException(
          "An episode of " + rhythm + " lasts more than 0 s, not " + durationSeconds);
    }
    boolean ectopy = rhythm == Rhythm.VENTRICULAR_ECTOPY;
    if (ectopy ? !(ectopicShare > 0 && ectopicShare <= 0.5) : ectopicShare != 0) {
      throw new IllegalArgumentException(
          "The share of ventricular beats in "
              + rhythm
              + (ectopy ? " is above 0 and at most 0.5, not " : " is 0, not ")
              + ectopicShare);
    }
  }

  /** An episode with the usual share of ventricular beats, if its rhythm has any. */
  public Episode(Rhythm rhythm, double durationSeconds) {
    this(rhythm, durationSeconds, rhythm == Rhythm.VENTRICULAR_ECTOPY ? USUAL_ECTOPIC_SHARE : 0);
  }
}
