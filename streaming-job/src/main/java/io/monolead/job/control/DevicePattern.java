// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.control;

import java.util.List;

/**
 * Which devices a policy is for: text in which {@code *} stands for any characters. Matching takes
 * one pass over the id, whatever the pattern. Immutable.
 *
 * @param parts what stands between the stars, in order; at least one
 */
record DevicePattern(List<String> parts) {
  DevicePattern {
    parts = List.copyOf(parts);
  }

  static DevicePattern of(String pattern) {
    return new DevicePattern(List.of(pattern.split("\\*", -1)));
  }

  boolean matches(String deviceId) {
    String first = parts.get(0);
    String last = parts.get(parts.size() - 1);
    if (parts.size() == 1) {
      return deviceId.equals(first);
    }
    if (!deviceId.startsWith(first)) {
      return false;
    }
    int from = first.length();
    int until = deviceId.length() - last.length();
    // The earliest place of each part leaves the most room for those after it.
    for (String part : parts.subList(1, parts.size() - 1)) {
      int at = deviceId.indexOf(part, from);
      if (at < 0) {
        return false;
      }
      from = at + part.length();
    }
    return from <= until && deviceId.endsWith(last);
  }
}
