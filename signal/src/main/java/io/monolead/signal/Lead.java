// SPDX-License-Identifier: Apache-2.0
package io.monolead.signal;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One ECG lead, named in the usual notation.
 *
 * <p>The twelve standard leads are constants; a device may have a lead of its own, such as {@code
 * MLII} of a Holter recorder, which keeps the name it came with.
 *
 * @param name the name in canonical spelling, 1 to 32 characters
 */
public record Lead(String name) {
  public static final Lead I = new Lead("I");
  public static final Lead II = new Lead("II");
  public static final Lead III = new Lead("III");
  public static final Lead AVR = new Lead("aVR");
  public static final Lead AVL = new Lead("aVL");
  public static final Lead AVF = new Lead("aVF");
  public static final Lead V1 = new Lead("V1");
  public static final Lead V2 = new Lead("V2");
  public static final Lead V3 = new Lead("V3");
  public static final Lead V4 = new Lead("V4");
  public static final Lead V5 = new Lead("V5");
  public static final Lead V6 = new Lead("V6");

  /** The twelve standard leads in their customary order. */
  public static final List<Lead> STANDARD =
      List.of(I, II, III, AVR, AVL, AVF, V1, V2, V3, V4, V5, V6);

  private static final Map<String, Lead> BY_UPPER_CASE =
      STANDARD.stream()
          .collect(
              Collectors.toUnmodifiableMap(
                  lead -> lead.name().toUpperCase(Locale.ROOT), Function.identity()));

  private static final int LONGEST_NAME = 32;

  public Lead {
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "A lead's name has 1 to " + LONGEST_NAME + " characters, not '" + name + "'");
    }
  }

  /**
   * Reads a lead's name as files and devices spell it: surrounding blanks are dropped and a
   * standard lead is recognised in any case ({@code AVR}, {@code avr} and {@code aVR} are one
   * lead).
   *
   * @throws IllegalArgumentException if the name is blank or longer than 32 characters
   */
  public static Lead parse(String text) {
    String trimmed = text.strip();
    Lead standard = BY_UPPER_CASE.get(trimmed.toUpperCase(Locale.ROOT));
    return standard != null ? standard : new Lead(trimmed);
  }

  @Override
  public String toString() {
    return name;
  }
}
