// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.scenario;

import io.monolead.connectors.generator.ElectrodeNoisePlan;
import io.monolead.connectors.generator.ElectrodeNoisePlan.Disturbance;
import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.HeartScenario.LeadOff;
import java.util.ArrayList;
import java.util.List;

/**
 * A scenario with a name: what happens to a heart and its electrodes, and for how long.
 *
 * @param name letters, digits, underscores and hyphens, 1 to 48; recordings are named after it
 * @param description one line for people; may be empty
 * @param durationSeconds how long it is, above 0 and finite
 * @param heart what happens
 */
public record Scenario(
    String name, String description, double durationSeconds, HeartScenario heart) {

  /**
   * What happens to a heart for a time: the beginning of the scenario, or all of it again and
   * again.
   *
   * @param seconds for how long, above 0 and finite
   */
  public HeartScenario lasting(double seconds) {
    List<Episode> episodes = new ArrayList<>();
    List<LeadOff> off = new ArrayList<>();
    ElectrodeNoisePlan noise = heart.noise();
    for (double from = 0; from < seconds; from += durationSeconds) {
      episodes.addAll(heart.episodes());
      for (LeadOff each : heart.leadOff()) {
        off.add(new LeadOff(from + each.startSeconds(), inside(each), each.electrodes()));
      }
      if (from > 0) {
        for (Disturbance each : heart.noise().disturbances()) {
          noise =
              noise.with(
                  new Disturbance(
                      from + each.startSeconds(), each.durationSeconds(), each.levels()));
        }
      }
    }
    return new HeartScenario(episodes, off, noise);
  }

  /** A time without contact ends with the scenario, for the next begins with all electrodes on. */
  private double inside(LeadOff off) {
    return Math.min(off.durationSeconds(), durationSeconds - off.startSeconds());
  }
}
