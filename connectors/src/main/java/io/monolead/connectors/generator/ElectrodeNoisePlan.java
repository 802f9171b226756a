// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import java.util.ArrayList;
import java.util.List;

/**
 * The noise of the electrodes over time.
 *
 * @param mainsHz frequency of the hum, 50 or 60
 * @param usual the noise outside of disturbances
 * @param disturbances times of other noise; where two overlap, the later in the list counts
 */
public record ElectrodeNoisePlan(
    double mainsHz, NoiseLevels usual, List<Disturbance> disturbances) {
  /** Rest, with hum of 50 Hz. */
  public static final ElectrodeNoisePlan RESTING =
      new ElectrodeNoisePlan(50, NoiseLevels.RESTING, List.of());

  /** Electrodes without noise. */
  public static final ElectrodeNoisePlan NONE =
      new ElectrodeNoisePlan(50, NoiseLevels.NONE, List.of());

  /**
   * A time of other noise.
   *
   * @param startSeconds from the heart's first sample, at least 0
   * @param durationSeconds above 0; may be infinite
   * @param levels the noise during this time
   */
  public record Disturbance(double startSeconds, double durationSeconds, NoiseLevels levels) {
    public Disturbance {
      if (!(startSeconds >= 0) || !(durationSeconds > 0)) {
        throw new IllegalArgumentException(
            "A disturbance starts at 0 s or later and lasts more than 0 s, not from "
                + startSeconds
                + " s for "
                + durationSeconds
                + " s");
      }
    }

    double endSeconds() {
      return startSeconds + durationSeconds;
    }
  }

  public ElectrodeNoisePlan {
    disturbances = List.copyOf(disturbances);
    if (mainsHz != 50 && mainsHz != 60) {
      throw new IllegalArgumentException("Mains hum at 50 or 60 Hz, not at " + mainsHz);
    }
  }

  /** The same plan with one more disturbance. */
  public ElectrodeNoisePlan with(Disturbance disturbance) {
    List<Disturbance> more = new ArrayList<>(disturbances);
    more.add(disturbance);
    return new ElectrodeNoisePlan(mainsHz, usual, more);
  }

  /** The noise at a time in seconds from the first sample. */
  public NoiseLevels levelsAt(double seconds) {
    NoiseLevels levels = usual;
    for (Disturbance each : disturbances) {
      if (seconds >= each.startSeconds() && seconds < each.endSeconds()) {
        levels = each.levels();
      }
    }
    return levels;
  }
}
