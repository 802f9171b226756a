// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.recordings;

import io.monolead.signal.Lead;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Leads as files label them. */
public final class LeadLabel {
  /** {@code ECG V1}, {@code EKG-II}, {@code Lead aVR}, {@code Lead I (Einthoven)}. */
  private static final Pattern PREFIXED =
      Pattern.compile("(?:ECG|EKG|LEAD)[\\s_:-]+(\\S.*)", Pattern.CASE_INSENSITIVE);

  private static final Pattern EXPLAINED =
      Pattern.compile("(.*\\S)\\s*\\((?:Einthoven|Goldberger|Wilson)\\)", Pattern.CASE_INSENSITIVE);

  private static final int LONGEST_NAME = 32;

  private LeadLabel() {}

  /**
   * The lead that a label names. A word {@code ECG}, {@code EKG} or {@code Lead} before it is
   * dropped, characters that would command a terminal become question marks, and what is longer
   * than a lead's name may be is cut.
   *
   * @param label as the file has it
   * @param index of the signal, from 0: a blank label becomes {@code signal 1} and so on
   */
  public static Lead parse(String label, int index) {
    String name =
        label
            .codePoints()
            .limit(200)
            .mapToObj(LeadLabel::plain)
            .collect(Collectors.joining())
            .strip();
    Matcher prefixed = PREFIXED.matcher(name);
    if (prefixed.matches()) {
      name = prefixed.group(1);
    }
    Matcher explained = EXPLAINED.matcher(name);
    if (explained.matches()) {
      name = explained.group(1);
    }
    if (name.isBlank()) {
      name = "signal " + (index + 1);
    }
    return Lead.parse(name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name);
  }

  private static String plain(int character) {
    return Character.isISOControl(character)
            || Character.getType(character) == Character.FORMAT
            || !Character.isBmpCodePoint(character)
            || Character.isSurrogate((char) character)
        ? "?"
        : Character.toString(character);
  }
}
