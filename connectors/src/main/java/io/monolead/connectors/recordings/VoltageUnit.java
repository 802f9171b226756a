// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.recordings;

import java.util.Locale;
import java.util.OptionalDouble;

/** Units of voltage as files write them. */
public final class VoltageUnit {
  private VoltageUnit() {}

  /**
   * Factor from a unit to millivolts; empty if it is no voltage. Case does not matter: {@code MV}
   * is a millivolt, since nobody measures megavolts at a patient. {@code uV} may have a micro sign
   * or a Greek mu.
   */
  public static OptionalDouble millivolts(String unit) {
    return switch (unit.strip().toLowerCase(Locale.ROOT)) {
      case "mv", "millivolt", "millivolts" -> OptionalDouble.of(1);
      case "uv", "\u00b5v", "\u03bcv", "microvolt", "microvolts" -> OptionalDouble.of(1e-3);
      case "nv", "nanovolt", "nanovolts" -> OptionalDouble.of(1e-6);
      case "v", "volt", "volts" -> OptionalDouble.of(1e3);
      default -> OptionalDouble.empty();
    };
  }
}
