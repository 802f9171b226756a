// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.aecg;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Points in time as HL7 version 3 writes them: {@code 20021122091000.123+0100}. */
final class Timestamp {
  private static final Pattern TIME =
      Pattern.compile(
          "(?!0000)(\\d{4})(\\d\\d)(\\d\\d)(?:(\\d\\d)(\\d\\d)(\\d\\d)?(?:\\.(\\d{1,9}))?)?([+-]\\d{4})?");

  private Timestamp() {}

  /** The instant, in UTC where the text has no zone; empty if it is not known to the minute. */
  static Optional<Instant> instant(String text) {
    Matcher matcher = TIME.matcher(text.strip());
    if (!matcher.matches() || matcher.group(4) == null) {
      return Optional.empty();
    }
    try {
      String fraction = matcher.group(7) == null ? "" : matcher.group(7);
      LocalDateTime time =
          LocalDateTime.of(
              number(matcher, 1),
              number(matcher, 2),
              number(matcher, 3),
              number(matcher, 4),
              number(matcher, 5),
              matcher.group(6) == null ? 0 : number(matcher, 6),
              Integer.parseInt((fraction + "000000000").substring(0, 9)));
      String zone = matcher.group(8);
      return Optional.of(time.toInstant(zone == null ? ZoneOffset.UTC : ZoneOffset.of(zone)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The day. */
  static Optional<LocalDate> day(String text) {
    Matcher matcher = TIME.matcher(text.strip());
    try {
      return matcher.matches()
          ? Optional.of(LocalDate.of(number(matcher, 1), number(matcher, 2), number(matcher, 3)))
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }
}
