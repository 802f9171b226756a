// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.fleet;

import io.monolead.connectors.replay.RecordingSource;
import io.monolead.connectors.replay.ReplayDevice;
import io.monolead.evaluation.truth.AnnotatedRhythm;
import io.monolead.evaluation.truth.TimeSpan;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.time.Instant;
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
}
