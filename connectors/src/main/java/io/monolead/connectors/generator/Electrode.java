// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import io.monolead.signal.Lead;
import java.util.EnumSet;
import java.util.Set;

/** The nine electrodes that twelve leads are measured with, the neutral one aside. */
public enum Electrode {
  /** Right arm. */
  RA,
  /** Left arm. */
  LA,
  /** Left leg. */
  LL,
  V1,
  V2,
  V3,
  V4,
  V5,
  V6;

  /** All electrodes. */
  public static final Set<Electrode> ALL = Set.of(values());

  /**
   * The electrodes that a lead is measured between; a chest lead is measured against Wilson's
   * central terminal, which is made of the three limb electrodes.
   *
   * @throws IllegalArgumentException if the lead is none of the standard twelve
   */
  public static Set<Electrode> of(Lead lead) {
    return switch (lead.name()) {
      case "I" -> EnumSet.of(RA, LA);
      case "II" -> EnumSet.of(RA, LL);
      case "III" -> EnumSet.of(LA, LL);
      case "aVR", "aVL", "aVF" -> EnumSet.of(RA, LA, LL);
      case "V1", "V2", "V3", "V4", "V5", "V6" -> EnumSet.of(RA, LA, LL, valueOf(lead.name()));
      default ->
          throw new IllegalArgumentException(
              "A heart can be simulated in the twelve standard leads, not in " + lead);
    };
  }
}
