// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.icbeb;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * One recording of ICBEB2018.
 *
 * @param name such as {@code A0001}
 * @param file the file to read it from
 * @param labels its labels, at least one of {@link IcbebCatalogue#LABELS}
 */
public record IcbebRecord(String name, Path file, Set<String> labels) {
  public IcbebRecord {
    labels = Set.copyOf(labels);
    if (labels.isEmpty() || !IcbebCatalogue.LABELS.containsAll(labels)) {
      throw new IllegalArgumentException(
          "Recording " + name + " has labels " + new TreeSet<>(labels) + ", not some of the nine");
    }
  }
}
