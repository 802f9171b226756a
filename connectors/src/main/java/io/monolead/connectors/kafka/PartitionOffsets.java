// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An offset for each of some partitions, spelled {@code 0:1200,1:1180}.
 *
 * @param byPartition offsets, 0 or more, by the number of their partition; at least one
 */
public record PartitionOffsets(SortedMap<Integer, Long> byPartition) {
  private static final Pattern ENTRY = Pattern.compile("\\s*(\\d{1,9}):(\\d{1,18})\\s*");

  public PartitionOffsets {
    if (byPartition.isEmpty()) {
      throw new IllegalArgumentException("Offsets name at least one partition");
    }
    byPartition = Collections.unmodifiableSortedMap(new TreeMap<>(byPartition));
  }

  /** Whether a text is meant to be offsets. */
  static boolean looksLike(String text) {
    return ENTRY.matcher(text.split(",", 2)[0]).matches();
  }

  /**
   * Reads the text of an option.
   *
   * @throws IllegalArgumentException if an entry is not PARTITION:OFFSET, or a partition comes
   *     twice
   */
  public static PartitionOffsets parse(String text) {
    SortedMap<Integer, Long> offsets = new TreeMap<>();
    for (String entry : text.split(",", -1)) {
      Matcher matcher = ENTRY.matcher(entry);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "Offsets are PARTITION:OFFSET, separated by commas, such as 0:1200,1:1180, not '"
                + text
                + "'");
      }
      if (offsets.put(Integer.valueOf(matcher.group(1)), Long.valueOf(matcher.group(2))) != null) {
        throw new IllegalArgumentException(
            "Partition " + matcher.group(1) + " has two offsets in '" + text + "'");
      }
    }
    return new PartitionOffsets(offsets);
  }

  @Override
  public String toString() {
    return byPartition.entrySet().stream()
        .map(entry -> entry.getKey() + ":" + entry.getValue())
        .collect(Collectors.joining(","));
  }
}
