// SPDX-License-Identifier: Apache-2.0
package io.monolead.job.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Control logs as topics would hold them, for tests. */
public final class ControlEntries {
  private ControlEntries() {}

  /** A log of records that were all written at a time. */
  @SafeVarargs
  public static <T> List<ControlEntry<T>> at(long timestampMillis, T... records) {
    List<ControlEntry<T>> entries = new ArrayList<>();
    for (T record : records) {
      entries.add(
          new ControlEntry<>(
              "control", 0, entries.size(), timestampMillis, Optional.of(record), ""));
    }
    return List.copyOf(entries);
  }
}
