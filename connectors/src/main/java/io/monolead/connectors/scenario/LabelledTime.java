// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time in which a label is true of a simulated recording, as a comment of its header tells:
 * {@code label CLBBB from=600.000 to=900.000}. Outside of these times no label is true.
 *
 * @param label a label of PTB-XL
 * @param fromSeconds from the first sample
 * @param toSeconds from the first sample, later than {@code fromSeconds}
 */
public record LabelledTime(String label, double fromSeconds, double toSeconds) {
  /** Begins the comments of every simulated recording. */
  private static final String MARK = "simulated ";

  private static final Pattern COMMENT =
      Pattern.compile("label (\\S{1,32}) from=(\\d{1,9}\\.\\d{3}) to=(\\d{1,9}\\.\\d{3})");

  /** Whether the comments are those of a simulated recording, so that every label is known. */
  public static boolean simulated(List<String> comments) {
    return comments.stream().anyMatch(line -> line.startsWith(MARK));
  }

  /** The labels in the comments of a recording, in their order; empty if none are simulated. */
  public static List<LabelledTime> of(List<String> comments) {
    List<LabelledTime> times = new ArrayList<>();
    if (simulated(comments)) {
      for (String line : comments) {
        Matcher matcher = COMMENT.matcher(line);
        if (matcher.matches()) {
          times.add(
              new LabelledTime(
                  matcher.group(1),
                  Double.parseDouble(matcher.group(2)),
                  Double.parseDouble(matcher.group(3))));
        }
      }
    }
    return times;
  }

  /** The first comment of a simulated recording. */
  static String mark(long seed) {
    return MARK + "seed=" + seed;
  }

  /** The comment that tells it. */
  String comment() {
    return span("label " + label, fromSeconds, toSeconds);
  }

  /** A comment on a time. */
  static String span(String what, double fromSeconds, double toSeconds) {
    return String.format(Locale.ROOT, "%s from=%.3f to=%.3f", what, fromSeconds, toSeconds);
  }
}
