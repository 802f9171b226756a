// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import java.util.ArrayList;
import java.util.List;

/**
 * What happens to a simulated heart and its electrode.
 *
 * @param episodes rhythms one after the other, at least one; the last goes on when its time is over
 * @param leadOff when the electrode is off; outside these it is on
 */
public record HeartScenario(List<Episode> episodes, List<LeadOff> leadOff) {

  /**
   * A time without contact.
   *
   * @param startSeconds from the heart's first sample, at least 0
   * @param durationSeconds above 0; may be infinite
   */
  public record LeadOff(double startSeconds, double durationSeconds) {
    public LeadOff {
      if (!(startSeconds >= 0) || !(durationSeconds > 0)) {
        throw new IllegalArgumentException(
            "The lead is off from 0 s or later for more than 0 s, not from "
                + startSeconds
                + " s for "
                + durationSeconds
                + " s");
      }
    }
  }

  public HeartScenario {
    episodes = List.copyOf(episodes);
    leadOff = List.copyOf(leadOff);
    if (episodes.isEmpty()) {
      throw new IllegalArgumentException("A scenario needs at least one episode");
    }
  }

  /** A scenario with the electrode on all the time. */
  public static HeartScenario of(Episode... episodes) {
    return new HeartScenario(List.of(episodes), List.of());
  }

  /** The same scenario with the electrode off once more. */
  public HeartScenario withLeadOff(double startSeconds, double durationSeconds) {
    List<LeadOff> more = new ArrayList<>(leadOff);
    more.add(new LeadOff(startSeconds, durationSeconds));
    return new HeartScenario(episodes, more);
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

  /** True if the electrode is off at a time in seconds from the first sample. */
  public boolean leadOffAt(double seconds) {
    for (LeadOff off : leadOff) {
      if (seconds >= off.startSeconds() && seconds - off.startSeconds() < off.durationSeconds()) {
        return true;
      }
    }
    return false;
  }
}
