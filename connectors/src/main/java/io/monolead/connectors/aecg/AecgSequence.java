// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.aecg;

import java.util.Arrays;

/** One {@code sequence} while it is read: a lead, or the times of a set of leads. */
final class AecgSequence {
  private static final String LEAD = "MDC_ECG_LEAD_";

  String code = "";
  String originValue = "0";
  String originUnit = "";
  String scaleValue = "";
  String scaleUnit = "";
  String headValue = "";
  String headUnit = "";
  String incrementValue = "";
  String incrementUnit = "";

  private float[] digits = new float[0];
  private int count;

  boolean isTime() {
    return code.equals("TIME_ABSOLUTE") || code.equals("TIME_RELATIVE");
  }

  boolean isLead() {
    return code.regionMatches(true, 0, LEAD, 0, LEAD.length()) && code.length() > LEAD.length();
  }

  /** The lead's name as the code ends. */
  String leadName() {
    return code.substring(LEAD.length());
  }

  void add(float digit) {
    if (count == digits.length) {
      digits = Arrays.copyOf(digits, Math.max(64, 2 * count));
    }
    digits[count++] = digit;
  }

  int count() {
    return count;
  }

  /** The digits; this takes no more afterwards. */
  float[] digits() {
    float[] whole = digits.length == count ? digits : Arrays.copyOf(digits, count);
    digits = whole;
    return whole;
  }
}
