// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.replay;

import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A device to be replayed.
 *
 * @param id device id, the key of its segments; never a patient's name
 * @param source its signal, read once
 * @param startMicros event time of the first sample, microseconds since 1970-01-01T00:00:00Z
 */
public record ReplayDevice(String id, SignalSource source, long startMicros) {
  /** Start of a recording that states none, and is given none. */
  public static final Instant DEFAULT_START = Instant.parse("2000-01-01T00:00:00Z");

  public ReplayDevice {
    if (id.isBlank()) {
      throw new IllegalArgumentException("A device needs an id");
    }
    double rate = source.samplingRateHz();
    if (!(rate >= Segmenter.LOWEST_RATE_HZ && rate <= Segmenter.HIGHEST_RATE_HZ)) {
      throw new IllegalArgumentException(
          "Device " + id + " samples at " + rate + " Hz; 1 to 10000 can be sent");
    }
  }

  /** A device that starts at a given instant. */
  public static ReplayDevice of(String id, SignalSource source, Instant start) {
    return new ReplayDevice(id, source, ChronoUnit.MICROS.between(Instant.EPOCH, start));
  }

  /** A device named after the recording, with the recording's own start. */
  public static ReplayDevice of(Recording recording, Lead lead) {
    return of(
        recording.id(),
        new RecordingSource(recording, lead),
        recording.start().orElse(DEFAULT_START));
  }
}
