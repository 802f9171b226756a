// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.alert;

import java.util.Comparator;

/**
 * One lead of one device.
 *
 * @param device name of the device
 * @param lead name of the lead
 */
public record StreamName(String device, String lead) implements Comparable<StreamName> {
  private static final Comparator<StreamName> ORDER =
      Comparator.comparing(StreamName::device).thenComparing(StreamName::lead);

  @Override
  public int compareTo(StreamName other) {
    return ORDER.compare(this, other);
  }
}
