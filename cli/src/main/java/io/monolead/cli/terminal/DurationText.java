// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.terminal;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as people write and read them: {@code 60s}, {@code 2m30s}, {@code 1:05}. */
public final class DurationText implements ITypeConverter<Duration> {
  private static final Pattern FORM =
      Pattern.compile("(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+(?:\\.\\d+)?)s)?(?:(\\d+)ms)?");

  @Override
  public Duration convert(String text) {
    return parse(text);
  }

  /**
   * Reads a duration such as {@code 90s}, {@code 2m30s}, {@code 1h}, {@code 0.5s}, {@code 250ms}; a
   * bare number means seconds.
   *
   * @throws TypeConversionException if the text is none of these
   */
  public static Duration parse(String text) {
    String trimmed = text.strip().toLowerCase(Locale.ROOT);
    if (trimmed.matches("\\d+")) {
      trimmed += "s";
    }
    Matcher matcher = FORM.matcher(trimmed);
    if (trimmed.isEmpty() || !matcher.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is not a duration; write it like 60s, 2m30s or 1h");
    }
    try {
      Duration duration = Duration.ZERO;
      duration = duration.plusHours(number(matcher.group(1)));
      duration = duration.plusMinutes(number(matcher.group(2)));
      if (matcher.group(3) != null) {
        duration = duration.plusMillis(Math.round(Double.parseDouble(matcher.group(3)) * 1000));
      }
      return duration.plusMillis(number(matcher.group(4)));
    } catch (NumberFormatException | ArithmeticException e) {
      throw new TypeConversionException("'" + text + "' is too long a duration");
    }
  }

  private static long number(String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  /**
   * Minutes and seconds, or hours too from an hour on: {@code 0:07}, {@code 12:30}, {@code
   * 1:02:03}.
   */
  public static String clock(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /** Seconds with one decimal: {@code 6.2 s}. */
  public static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }
}
