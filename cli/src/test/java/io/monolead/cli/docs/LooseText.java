// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.docs;

import java.util.List;
import java.util.Optional;

/**
 * Compares what a page shows with what a command printed: every shown line is there, in order, with
 * any numbers, and any blanks. A line {@code ...} stands for what was left out, and shows nothing.
 */
final class LooseText {
  private LooseText() {}

  /** The first shown line that was not printed after those before it; empty if all were. */
  static Optional<String> missing(List<String> shown, List<String> printed) {
    int at = 0;
    for (String line : shown) {
      String sought = loose(line);
      if (sought.isEmpty() || sought.equals("...")) {
        continue;
      }
      while (at < printed.size() && !loose(printed.get(at)).equals(sought)) {
        at++;
      }
      if (at == printed.size()) {
        return Optional.of(line);
      }
      at++;
    }
    return Optional.empty();
  }

  private static String loose(String line) {
    return line.replaceAll("\\d[\\d.,:]*", "0").replaceAll("\\s+", " ").strip();
  }
}
