// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.terminal;

import java.util.List;

/** A row of bars for values between 0 and 1, the latest on the right. */
public final class Sparkline {
  private static final String BARS = "▁▂▃▄▅▆▇█";

  private Sparkline() {}

  /**
   * Draws the latest values.
   *
   * @param values values in order of time; what lies outside 0 to 1 is drawn at the nearer end
   * @param columns columns to fill; missing values leave blanks on the left
   */
  public static String of(List<Float> values, int columns) {
    StringBuilder text = new StringBuilder();
    int shown = Math.min(values.size(), columns);
    text.append(" ".repeat(columns - shown));
    for (float value : values.subList(values.size() - shown, values.size())) {
      int level = (int) (Math.max(0, Math.min(1, value)) * BARS.length());
      text.append(BARS.charAt(Math.min(level, BARS.length() - 1)));
    }
    return text.toString();
  }
}
