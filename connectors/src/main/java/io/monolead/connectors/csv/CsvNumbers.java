// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.csv;

import java.util.Locale;

/** Numbers and missing samples in a field of text. */
final class CsvNumbers {
  private static final int LONGEST = 40;

  private CsvNumbers() {}

  /** Whether a field says that the sample is missing. */
  static boolean isMissing(String field) {
    return switch (field.toLowerCase(Locale.ROOT)) {
      case "", "nan", "na", "null", "-" -> true;
      default -> false;
    };
  }

  /**
   * A finite decimal number; NaN if the field is none.
   *
   * @param point what stands before the decimals
   */
  static double parse(String field, char point) {
    if (field.isEmpty() || field.length() > LONGEST) {
      return Double.NaN;
    }
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if ((c < '0' || c > '9') && c != point && c != '-' && c != '+' && c != 'e' && c != 'E') {
        return Double.NaN;
      }
    }
    try {
      double number = Double.parseDouble(point == '.' ? field : field.replace(point, '.'));
      return Double.isInfinite(number) ? Double.NaN : number;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
