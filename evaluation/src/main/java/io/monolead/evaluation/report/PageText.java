// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.report;

import io.monolead.evaluation.result.Estimate;
import java.util.Locale;

/** How numbers, times and names stand on the page. */
final class PageText {
  private static final int LONGEST_NAME = 80;
  private static final String NOTHING = "–";
  private static final String MINUS = "−";
  private static final double MICROS = 1e6;

  private PageText() {}

  /**
   * A text fit for element contents and for attributes in double quotes. Control and format
   * characters, which could turn around the text beside them, are shown as \uFFFD.
   */
  static String escaped(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(isUnseen(point) ? 0xFFFD : point);
              }
            });
    return safe.toString();
  }

  private static boolean isUnseen(int point) {
    int type = Character.getType(point);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  /** A name from elsewhere, of at most {@value #LONGEST_NAME} characters. */
  static String cut(String name) {
    return name.codePointCount(0, name.length()) <= LONGEST_NAME
        ? name
        : name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME)) + "…";
  }

  /** A name whose direction of writing does not spread. */
  static String name(String text) {
    return "<bdi>" + escaped(cut(text)) + "</bdi>";
  }

  static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  /** A number with so many decimals; a dash if there is none. */
  static String number(double value, int decimals) {
    if (!Double.isFinite(value)) {
      return NOTHING;
    }
    String text = format("%." + decimals + "f", Math.abs(value));
    // A value that rounds to zero has no sign.
    return value < 0 && text.matches(".*[1-9].*") ? MINUS + text : text;
  }

  /** A figure and its interval, as HTML. */
  static String estimate(Estimate estimate, int decimals) {
    if (!estimate.defined()) {
      return NOTHING;
    }
    String value = number(estimate.value(), decimals);
    return estimate.hasInterval()
        ? value
            + " <span class=\"ci\">"
            + number(estimate.lower(), decimals)
            + " to "
            + number(estimate.upper(), decimals)
            + "</span>"
        : value;
  }

  /** A share as a percentage with its interval, as HTML. */
  static String percent(Estimate estimate) {
    if (!estimate.defined()) {
      return NOTHING;
    }
    String value = format("%.1f&#8239;%%", 100 * estimate.value());
    return estimate.hasInterval()
        ? value
            + format(
                " <span class=\"ci\">%.1f to %.1f</span>",
                100 * estimate.lower(), 100 * estimate.upper())
        : value;
  }

  /** A moment as hours, minutes and seconds from another. */
  static String clock(long micros, long beginMicros) {
    long seconds = Math.round((micros - beginMicros) / MICROS);
    return (seconds < 0 ? MINUS : "")
        + format(
            "%d:%02d:%02d",
            Math.abs(seconds) / 3600, Math.abs(seconds) / 60 % 60, Math.abs(seconds) % 60);
  }

  /** A length of time in words. */
  static String duration(double seconds) {
    if (!Double.isFinite(seconds)) {
      return NOTHING;
    }
    if (seconds > 0 && seconds < 1) {
      return "less than 1 s";
    }
    if (seconds < 100) {
      return format("%.0f s", seconds);
    }
    if (seconds < 3600) {
      return format("%d min %02d s", Math.round(seconds) / 60, Math.round(seconds) % 60);
    }
    return format("%d h %02d min", Math.round(seconds / 60) / 60, Math.round(seconds / 60) % 60);
  }

  static double seconds(long fromMicros, long toMicros) {
    return (toMicros - fromMicros) / MICROS;
  }

  static String counted(long count, String one, String many) {
    return format("%,d %s", count, count == 1 ? one : many);
  }
}
