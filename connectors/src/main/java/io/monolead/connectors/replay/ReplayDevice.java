// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.replay;

import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A device to be replayed.
 *
 * @param id device id, the key of its segments; never a patient's name
 * @param source its signal, read once
 * @param startMicros event time of the first sample, microseconds since 1970-01-01T00:00:00Z
 * @param then what the same device sends on the same lead when the signal has ended, not before its
 *     own start; the count of segments goes on
 */
public record ReplayDevice(
    String id, SignalSource source, long startMicros, Optional<ReplayDevice> then) {
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
    if (then.isPresent()) {
      ReplayDevice next = then.get();
      if (!next.id.equals(id)
          || !next.source.lead().equals(source.lead())
          || next.startMicros < startMicros) {
        throw new IllegalArgumentException(
            "What device "
                + id
                + " sends on lead "
                + source.lead()
                + " goes on with the same device and lead at a later time, not with "
                + next.id
                + " and "
                + next.source.lead());
      }
    }
  }

  /** A device that sends one signal. */
  public ReplayDevice(String id, SignalSource source, long startMicros) {
    this(id, source, startMicros, Optional.empty());
  }

  /** The largest absolute value in all that the device sends, as far as known, millivolts. */
  double expectedPeakMillivolts() {
    double peak = 0;
    for (Optional<ReplayDevice> part = Optional.of(this);
        part.isPresent();
        part = part.get().then) {
      peak = Math.max(peak, part.get().source.expectedPeakMillivolts());
    }
    return peak;
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
