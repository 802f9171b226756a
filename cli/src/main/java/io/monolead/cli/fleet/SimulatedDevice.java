// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.fleet;

import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.evaluation.truth.LabelSpan;
import io.monolead.evaluation.truth.TimeSpan;
import io.monolead.signal.Lead;
import java.util.ArrayList;
import java.util.List;

/**
 * One device on one simulated heart.
 *
 * @param id name of the device
 * @param lead the lead it records
 * @param samplingRateHz samples per second
 * @param scenario what happens to heart and electrode
 * @param silence when the device sends nothing, in seconds from its start
 * @param seed decides on the patient and on every chance event
 */
public record SimulatedDevice(
    String id,
    Lead lead,
    double samplingRateHz,
    HeartScenario scenario,
    List<Silence> silence,
    long seed) {
  private static final double MICROS = 1e6;

  /**
   * A time in which the device sends nothing.
   *
   * @param fromSeconds from the device's start
   * @param toSeconds from the device's start
   */
  public record Silence(double fromSeconds, double toSeconds) {}

  public SimulatedDevice {
    silence = List.copyOf(silence);
  }

  /** Whether the device sends nothing at a time in seconds from its start. */
  public boolean silentAt(double seconds) {
    return silence.stream().anyMatch(s -> seconds >= s.fromSeconds() && seconds < s.toSeconds());
  }

  /** The rhythm at a time in seconds from its start. */
  public Rhythm rhythmAt(double seconds) {
    return scenario.episodeAt(seconds).rhythm();
  }

  /**
   * The labels that are true of this device, and when.
   *
   * @param startMicros event time of the first sample
   * @param endMicros event time at which the device stopped
   */
  public List<LabelSpan> truth(long startMicros, long endMicros) {
    List<LabelSpan> spans = new ArrayList<>();
    double at = 0;
    List<Episode> episodes = scenario.episodes();
    for (int i = 0; i < episodes.size(); i++) {
      Episode episode = episodes.get(i);
      long from = startMicros + Math.round(at * MICROS);
      at += episode.durationSeconds();
      boolean last = i == episodes.size() - 1;
      long to = last ? endMicros : Math.min(endMicros, startMicros + Math.round(at * MICROS));
      if (to > from) {
        spans.add(new LabelSpan(id, episode.rhythm().label(), new TimeSpan(from, to)));
      }
    }
    return spans;
  }
}
