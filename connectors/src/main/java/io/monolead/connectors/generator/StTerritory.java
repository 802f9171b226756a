// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import io.monolead.signal.Lead;
import java.util.Arrays;
import java.util.List;

/**
 * Where the current of injury points, and the leads that see it; opposite leads see the reverse.
 */
public enum StTerritory {
  /** V2 to V4. */
  ANTERIOR("V2 V3 V4", 0.15, 0, 1),
  /** II, III and aVF, with the reverse in I, aVL and the right chest. */
  INFERIOR("II III aVF", 0, 1, -0.25),
  /** I, aVL, V5 and V6, with the reverse in III. */
  LATERAL("I aVL V5 V6", 1, -0.35, -0.1),
  /** I, II, aVF and V4 to V6, with the reverse in aVR: where ischaemia on effort shows. */
  INFEROLATERAL("I II aVF V4 V5 V6", 0.6, 0.7, 0.1);

  private final String leads;
  private final double x;
  private final double y;
  private final double z;

  StTerritory(String leads, double x, double y, double z) {
    this.leads = leads;
    double least =
        parsed(leads).stream()
            .mapToDouble(lead -> LeadField.seen(lead, x, y, z))
            .min()
            .orElseThrow();
    this.x = x / least;
    this.y = y / least;
    this.z = z / least;
  }

  /** The leads that are shifted by the stated amount at least. */
  public List<Lead> leads() {
    return parsed(leads);
  }

  private static List<Lead> parsed(String names) {
    return Arrays.stream(names.split(" ")).map(Lead::parse).toList();
  }

  /** The wave of a shift by some millivolts in the lead of the territory that sees least of it. */
  DipoleWave wave(double millivolts, double from, double to, double rise, double fall) {
    return new DipoleWave(millivolts * x, millivolts * y, millivolts * z, from, to, rise, fall);
  }
}
