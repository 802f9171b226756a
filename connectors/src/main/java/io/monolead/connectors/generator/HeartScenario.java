// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What happens to a simulated heart and its electrodes.
 *
 * @param episodes what the heart does, one after the other, at least one; the last goes on when its
 *     time is over
 * @param leadOff when electrodes are off; outside these all are on
 * @param noise what the electrodes pick up
 */
public record HeartScenario(
    List<Episode> episodes, List<LeadOff> leadOff, ElectrodeNoisePlan noise) {

  /**
   * A time without contact.
   *
   * @param startSeconds from the heart's first sample, at least 0
   * @param durationSeconds above 0; may be infinite
   * @param electrodes which are off, at least one
   */
  public record LeadOff(double startSeconds, double durationSeconds, Set<Electrode> electrodes) {
    public LeadOff {
      electrodes = Set.copyOf(electrodes);
      if (!(startSeconds >= 0) || !(durationSeconds > 0)) {
        throw new IllegalArgumentException(
            "The lead is off from 0 s or later for more than 0 s, not from "
                + startSeconds
                + " s for "
                + durationSeconds
                + " s");
      }
      if (electrodes.isEmpty()) {
        throw new IllegalArgumentException("At least one electrode is off, not none");
      }
    }

    /** All electrodes off. */
    public LeadOff(double startSeconds, double durationSeconds) {
      this(startSeconds, durationSeconds, Electrode.ALL);
    }

    double endSeconds() {
      return startSeconds + durationSeconds;
    }
  }

  public HeartScenario {
    episodes = List.copyOf(episodes);
    leadOff = List.copyOf(leadOff);
    if (episodes.isEmpty()) {
      throw new IllegalArgumentException("A scenario needs at least one episode");
    }
  }

  /** A scenario with the noise of a recording at rest. */
  public HeartScenario(List<Episode> episodes, List<LeadOff> leadOff) {
    this(episodes, leadOff, ElectrodeNoisePlan.RESTING);
  }

  /** A scenario at rest with the electrodes on all the time. */
  public static HeartScenario of(Episode... episodes) {
    return new HeartScenario(List.of(episodes), List.of());
  }

  /** The same scenario with all electrodes off once more. */
  public HeartScenario withLeadOff(double startSeconds, double durationSeconds) {
    return withLeadOff(new LeadOff(startSeconds, durationSeconds));
  }

  /** The same scenario with electrodes off once more. */
  public HeartScenario withLeadOff(LeadOff off) {
    List<LeadOff> more = new ArrayList<>(leadOff);
    more.add(off);
    return new HeartScenario(episodes, more, noise);
  }

  /** The same scenario with other noise. */
  public HeartScenario withNoise(ElectrodeNoisePlan other) {
    return new HeartScenario(episodes, leadOff, other);
  }

  /**
   * The same scenario, begun later: what its first episode says holds so much longer, and the rest
   * follows.
   *
   * @param seconds at least 0
   */
  public HeartScenario delayed(double seconds) {
    List<Episode> later = new ArrayList<>(episodes);
    Episode first = episodes.get(0);
    later.set(0, first.lasting(first.durationSeconds() + seconds));
    List<LeadOff> off = new ArrayList<>();
    for (LeadOff each : leadOff) {
      off.add(
          new LeadOff(each.startSeconds() + seconds, each.durationSeconds(), each.electrodes()));
    }
    ElectrodeNoisePlan plan = new ElectrodeNoisePlan(noise.mainsHz(), noise.usual(), List.of());
    for (ElectrodeNoisePlan.Disturbance each : noise.disturbances()) {
      plan =
          plan.with(
              new ElectrodeNoisePlan.Disturbance(
                  each.startSeconds() + seconds, each.durationSeconds(), each.levels()));
    }
    return new HeartScenario(later, off, plan);
  }

  /** The episode at a time in seconds from the first sample. */
  public Episode episodeAt(double seconds) {
    double end = 0;
    for (Episode episode : episodes) {
      end += episode.durationSeconds();
      if (seconds < end) {
        return episode;
      }
    }
    return episodes.get(episodes.size() - 1);
  }

  /** True if an electrode is off at a time in seconds from the first sample. */
  public boolean leadOffAt(double seconds) {
    return !electrodesOffAt(seconds).isEmpty();
  }

  /** The electrodes that are off at a time in seconds from the first sample; a new set. */
  public Set<Electrode> electrodesOffAt(double seconds) {
    Set<Electrode> off = EnumSet.noneOf(Electrode.class);
    for (LeadOff each : leadOff) {
      if (seconds >= each.startSeconds() && seconds < each.endSeconds()) {
        off.addAll(each.electrodes());
      }
    }
    return off;
  }
}
