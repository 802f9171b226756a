// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.fleet;

import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * One lead of a recording that can be played again and again.
 *
 * @param file where it was read from
 * @param recording the recording
 * @param lead the lead to play
 * @param start event time of the first sample; empty takes the recording's own
 */
public record RecordedStream(Path file, Recording recording, Lead lead, Optional<Instant> start) {

  /** A device for one run. */
  public RecordingDevice device() {
    return RecordingDevice.of(recording.id(), recording, lead, start);
  }
}
