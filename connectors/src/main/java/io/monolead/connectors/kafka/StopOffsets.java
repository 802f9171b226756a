// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.kafka;

import java.time.Instant;
import java.util.Optional;

/** Where a run with an end stops reading. Immutable. */
public final class StopOffsets {
  private static final StopOffsets LATEST = new StopOffsets(null, null);

  private final Instant instant;
  private final PartitionOffsets offsets;

  private StopOffsets(Instant instant, PartitionOffsets offsets) {
    this.instant = instant;
    this.offsets = offsets;
  }

  /** After the records that are there when the run starts. */
  public static StopOffsets latest() {
    return LATEST;
  }

  /** Records whose Kafka timestamp is before an instant. */
  public static StopOffsets before(Instant instant) {
    return new StopOffsets(instant, null);
  }

  /** Records before given offsets, one for every partition. */
  public static StopOffsets before(PartitionOffsets offsets) {
    return new StopOffsets(null, offsets);
  }

  /**
   * Reads the text of an option: {@code latest}, an instant such as {@code 2026-11-22T08:00:00Z},
   * or offsets such as {@code 0:1200,1:1180}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static StopOffsets parse(String text) {
    if (text.equals("latest")) {
      return LATEST;
    }
    return PartitionOffsets.looksLike(text)
        ? before(PartitionOffsets.parse(text))
        : before(StartOffsets.instant("Stop at latest", text));
  }

  /** The instant, where it stops at one. */
  public Optional<Instant> instant() {
    return Optional.ofNullable(instant);
  }

  /** The offsets, where it stops at given ones. */
  public Optional<PartitionOffsets> offsets() {
    return Optional.ofNullable(offsets);
  }

  @Override
  public String toString() {
    if (instant != null) {
      return instant.toString();
    }
    return offsets != null ? offsets.toString() : "latest";
  }
}
