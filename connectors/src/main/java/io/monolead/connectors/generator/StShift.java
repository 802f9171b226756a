// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

/**
 * A shift of the ST segment.
 *
 * @param state which way
 * @param territory which leads see it
 * @param millivolts by how much, 60 ms after the QRS complex ends, in the lead of the territory
 *     that sees least of it, before the amplifier's coupling takes up to a tenth: 0.05 to 1, and 0
 *     where the segment is level
 */
public record StShift(StState state, StTerritory territory, double millivolts) {
  private static final double SMALLEST_MILLIVOLTS = 0.05;
  private static final double LARGEST_MILLIVOLTS = 1;

  /** No shift. */
  public static final StShift NONE = new StShift(StState.LEVEL, StTerritory.INFEROLATERAL, 0);

  public StShift {
    boolean fits =
        state == StState.LEVEL
            ? millivolts == 0
            : millivolts >= SMALLEST_MILLIVOLTS && millivolts <= LARGEST_MILLIVOLTS;
    if (!fits) {
      throw new IllegalArgumentException(
          state == StState.LEVEL
              ? "A level ST segment is shifted by 0 mV, not by " + millivolts
              : "The ST segment is shifted by 0.05 to 1 mV, not by " + millivolts);
    }
  }

  /** A depression; the leads of {@link StTerritory#INFEROLATERAL} are the usual ones. */
  public static StShift depression(StTerritory territory, double millivolts) {
    return new StShift(StState.DEPRESSED, territory, millivolts);
  }

  /** An elevation. */
  public static StShift elevation(StTerritory territory, double millivolts) {
    return new StShift(StState.ELEVATED, territory, millivolts);
  }
}
