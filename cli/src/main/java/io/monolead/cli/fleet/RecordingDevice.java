// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.fleet;

import io.monolead.connectors.replay.RecordingSource;
import io.monolead.connectors.replay.ReplayDevice;
import io.monolead.evaluation.truth.AnnotatedRhythm;
import io.monolead.evaluation.truth.TimeSpan;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One lead of a recording, to be sent as if a device recorded it now.
 *
 * @param device what the replay needs
 * @param span event time from the first sample to just after the last
 * @param rhythms the annotated rhythms in event time; empty if the recording has none
 */
public record RecordingDevice(ReplayDevice device, TimeSpan span, List<AnnotatedRhythm> rhythms) {
  private static final double MICROS = 1e6;

  public RecordingDevice {
    rhythms = List.copyOf(rhythms);
  }

  /**
   * A device.
   *
   * @param id name of the device
   * @param lead the lead to send
   * @param start event time of the first sample; empty takes the recording's own
   * @throws IllegalArgumentException if the recording has no such lead
   */
  public static RecordingDevice of(
      String id, Recording recording, Lead lead, Optional<Instant> start) {
    Instant begin = start.or(recording::start).orElse(ReplayDevice.DEFAULT_START);
    ReplayDevice device = ReplayDevice.of(id, new RecordingSource(recording, lead), begin);
    long from = device.startMicros();
    return new RecordingDevice(
        device,
        new TimeSpan(from, from + Math.round(recording.durationSeconds() * MICROS)),
        AnnotatedRhythm.of(recording, from));
  }

  /**
   * One device that sends many recordings one after the other, from the start of the first.
   *
   * @param id name of the device
   * @param parts the recordings in their order, of one lead; at least one
   * @param gap event time from the end of each to the start of the next, 0 or more
   * @throws IllegalArgumentException if there is none, or their leads differ
   */
  public static RecordingDevice spliced(String id, List<RecordingDevice> parts, Duration gap) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("There is no recording to splice");
    }
    long gapMicros = gap.toMillis() * 1000;
    long fromMicros = parts.get(0).span.fromMicros();
    long startMicros = fromMicros;
    List<AnnotatedRhythm> rhythms = new ArrayList<>();
    List<Long> starts = new ArrayList<>();
    for (RecordingDevice part : parts) {
      long later = startMicros - part.span.fromMicros();
      starts.add(startMicros);
      part.rhythms.forEach(rhythm -> rhythms.add(rhythm.later(later)));
      startMicros += part.span.micros() + gapMicros;
    }
    ReplayDevice device = null;
    for (int i = parts.size() - 1; i >= 0; i--) {
      device =
          new ReplayDevice(
              id, parts.get(i).device.source(), starts.get(i), Optional.ofNullable(device));
    }
    return new RecordingDevice(device, new TimeSpan(fromMicros, startMicros - gapMicros), rhythms);
  }
}
