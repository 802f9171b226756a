// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.csv;

import io.monolead.connectors.recordings.VoltageUnit;
import io.monolead.signal.Lead;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column as the line of names has it.
 *
 * @param name without its unit
 * @param unit what stands in brackets or parentheses behind the name; empty if nothing does
 */
record CsvColumn(String name, Optional<String> unit) {
  private static final Pattern WITH_UNIT = Pattern.compile("(.*?)\\s*[\\[(]([^\\[\\]()]*)[\\])]");
  private static final Set<String> TIMES =
      Set.of("time", "t", "seconds", "elapsed", "elapsed time");

  static CsvColumn parse(String text) {
    Matcher matcher = WITH_UNIT.matcher(text.strip());
    return matcher.matches()
        ? new CsvColumn(matcher.group(1).strip(), Optional.of(matcher.group(2).strip()))
        : new CsvColumn(text.strip(), Optional.empty());
  }

  /** Whether it counts time. */
  boolean isTime() {
    return TIMES.contains(name.toLowerCase(Locale.ROOT)) && !isVoltage();
  }

  boolean isVoltage() {
    return unit.isPresent() && VoltageUnit.millivolts(unit.get()).isPresent();
  }

  /** Whether one can tell without options that it is a lead. */
  boolean isCertainlyALead() {
    return isVoltage()
        || (unit.isEmpty()
            && !name.isBlank()
            && name.length() <= 8
            && Lead.STANDARD.contains(Lead.parse(name)));
  }

  /** Seconds for each unit of a time column; empty if the unit is none of time. */
  Optional<Double> secondsPerUnit() {
    return switch (unit.orElse("s").toLowerCase(Locale.ROOT)) {
      case "s", "sec", "seconds" -> Optional.of(1.0);
      case "ms", "milliseconds" -> Optional.of(1e-3);
      case "us", "\u00b5s", "\u03bcs", "microseconds" -> Optional.of(1e-6);
      default -> Optional.empty();
    };
  }
}
