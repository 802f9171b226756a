// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

/**
 * One beat of a simulated heart.
 *
 * @param sample sample nearest to the R peak (in a broad complex, to its first summit), counted
 *     from 0 at the heart's first sample
 * @param beatClass where the beat comes from
 * @param rhythm rhythm at the R peak
 * @param conduction how it spread, if from the atria; {@link Conduction#NORMAL} for a ventricular
 *     beat
 * @param st shift of its ST segment; none for a ventricular beat
 * @param timing when its waves begin and end
 */
public record Beat(
    long sample,
    BeatClass beatClass,
    Rhythm rhythm,
    Conduction conduction,
    StState st,
    Timing timing) {

  /**
   * When the waves of a beat begin and end: where their bells have 4.4 % of their height. In
   * seconds from the R peak, so mostly below 0 before it.
   *
   * @param atrialOnset beginning of the P wave; NaN if there is none
   * @param ventricularOnset beginning of the QRS complex
   * @param ventricularEnd end of the QRS complex, the J point
   */
  public record Timing(double atrialOnset, double ventricularOnset, double ventricularEnd) {
    /** PR interval in seconds, from P wave to QRS complex; NaN without a P wave. */
    public double atrioventricularSeconds() {
      return ventricularOnset - atrialOnset;
    }

    /** Duration of the QRS complex in seconds. */
    public double ventricularSeconds() {
      return ventricularEnd - ventricularOnset;
    }
  }

  /** The mnemonic of the WFDB annotation codes: L and R for conducted beats of a blocked bundle. */
  public String code() {
    if (beatClass != BeatClass.NORMAL) {
      return beatClass.code();
    }
    return switch (conduction) {
      case NORMAL, FIRST_DEGREE_BLOCK -> beatClass.code();
      case LEFT_BUNDLE_BRANCH_BLOCK -> "L";
      case RIGHT_BUNDLE_BRANCH_BLOCK -> "R";
    };
  }
}
