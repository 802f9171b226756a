// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** A scenario followed sample by sample: what holds now, looked up only where something changes. */
final class Timeline {
  private final HeartScenario scenario;
  private final double[] changes;
  private int next;
  private Episode episode;
  private NoiseLevels levels;
  private Set<Electrode> off;

  Timeline(HeartScenario scenario) {
    this.scenario = scenario;
    List<Double> times = new ArrayList<>();
    double end = 0;
    for (Episode each : scenario.episodes()) {
      end += each.durationSeconds();
      times.add(end);
    }
    scenario
        .leadOff()
        .forEach(each -> Collections.addAll(times, each.startSeconds(), each.endSeconds()));
    scenario
        .noise()
        .disturbances()
        .forEach(each -> Collections.addAll(times, each.startSeconds(), each.endSeconds()));
    changes = times.stream().mapToDouble(Double::doubleValue).sorted().distinct().toArray();
    look(0);
  }

  /**
   * Goes on to a time, not before the one it stands at.
   *
   * @return whether something changed
   */
  boolean advance(double seconds) {
    boolean changed = false;
    while (next < changes.length && seconds >= changes[next]) {
      look(changes[next]);
      next++;
      changed = true;
    }
    return changed;
  }

  private void look(double seconds) {
    episode = scenario.episodeAt(seconds);
    levels = scenario.noise().levelsAt(seconds);
    off = scenario.electrodesOffAt(seconds);
  }

  Episode episode() {
    return episode;
  }

  NoiseLevels levels() {
    return levels;
  }

  Set<Electrode> off() {
    return off;
  }
}
