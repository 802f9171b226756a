// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

/**
 * How much noise the electrodes pick up, as multiples of a recording at rest; each 0 to 100.
 *
 * @param baseline breath and drift: some tens of microvolts below 0.5 Hz at rest
 * @param muscle flat up to 150 Hz: some microvolts at rest
 * @param motion small movements, below 10 Hz, and above 1 jolts of an electrode too: steps that
 *     fade within a second
 * @param mains hum: two microvolts at rest
 */
public record NoiseLevels(double baseline, double muscle, double motion, double mains) {
  private static final double HIGHEST = 100;

  /** A recording at rest. */
  public static final NoiseLevels RESTING = new NoiseLevels(1, 1, 1, 1);

  /** No noise at all. */
  public static final NoiseLevels NONE = new NoiseLevels(0, 0, 0, 0);

  public NoiseLevels {
    require("baseline", baseline);
    require("muscle", muscle);
    require("motion", motion);
    require("mains", mains);
  }

  private static void require(String name, double level) {
    if (!(level >= 0 && level <= HIGHEST)) {
      throw new IllegalArgumentException(
          "The level of " + name + " noise is 0 to 100, not " + level);
    }
  }
}
