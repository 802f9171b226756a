// SPDX-License-Identifier: Apache-2.0
package io.monolead.routing.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The header Retry-After, a number of seconds or a date, after RFC 9110, section 10.2.3.
 *
 * <p>A server may not keep alerts waiting for longer than {@link #LONGEST}.
 */
final class RetryAfter {
  /** The longest wait that is granted. */
  static final Duration LONGEST = Duration.ofMinutes(10);

  private static final Pattern SECONDS = Pattern.compile("\\d{1,18}");

  private RetryAfter() {}

  /** How long to wait from a moment on; empty if the text is neither form. */
  static Optional<Duration> parse(String text, Instant now) {
    String value = text.strip();
    if (SECONDS.matcher(value).matches()) {
      return Optional.of(Duration.ofSeconds(Math.min(LONGEST.toSeconds(), Long.parseLong(value))));
    }
    try {
      Instant until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      if (until.isBefore(now)) {
        return Optional.of(Duration.ZERO);
      }
      Duration wait = Duration.between(now, until);
      return Optional.of(wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
