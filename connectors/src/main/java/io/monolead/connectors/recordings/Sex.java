// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.recordings;

import java.util.Locale;
import java.util.Optional;

/** Sex of a patient. */
public enum Sex {
  MALE,
  FEMALE;

  /**
   * Reads what data sets write: a word ({@code Male}) or its first letter, in any case; empty for
   * anything else, such as {@code Unknown} or {@code NaN}.
   */
  public static Optional<Sex> parse(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "male", "m" -> Optional.of(MALE);
      case "female", "f" -> Optional.of(FEMALE);
      default -> Optional.empty();
    };
  }
}
