// SPDX-License-Identifier: Apache-2.0
package io.monolead.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.monolead.connectors.replay.ReplayDevice;
import io.monolead.connectors.replay.ReplayOptions;
import io.monolead.connectors.replay.Replayer;
import io.monolead.evaluation.truth.TimeSpan;
import io.monolead.schemas.EcgSegment;
import io.monolead.signal.Annotation;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordingDeviceTest {
  private static final Instant START = Instant.parse("2026-11-22T08:00:00Z");
  private static final long START_MICROS = START.toEpochMilli() * 1000;

  /** Ten seconds at 100 Hz: sinus rhythm, and fibrillation from 4 s on. */
  private static RecordingDevice recording(String id, Instant start) {
    Recording recording =
        new Recording(
            id,
            100,
            Optional.of(start),
            List.of(Lead.II),
            new float[][] {new float[1000]},
            List.of(
                new Annotation(0, Annotation.RHYTHM_CHANGE, "(N"),
                new Annotation(400, Annotation.RHYTHM_CHANGE, "(AFIB")),
            List.of());
    return RecordingDevice.of(id, recording, Lead.II, Optional.empty());
  }

  @Test
  void splicedRecordingsAreOneDeviceWhoseRhythmsLieWhereTheirSignalDoes() {
    RecordingDevice spliced =
        RecordingDevice.spliced(
            "bed-7",
            List.of(
                recording("a", START),
                // Recorded before the first, and years after it.
                recording("b", START.minusSeconds(100)),
                recording("c", Instant.parse("2030-01-01T00:00:00Z"))),
            Duration.ofSeconds(3));

    assertThat(spliced.span()).isEqualTo(span(0, 36));
    assertThat(spliced.rhythms())
        .extracting(rhythm -> rhythm.rhythm() + " " + rhythm.span())
        .containsExactly(
            "N " + span(0, 4),
            "AFIB " + span(4, 10),
            "N " + span(13, 17),
            "AFIB " + span(17, 23),
            "N " + span(26, 30),
            "AFIB " + span(30, 36));
    List<EcgSegment> segments = new ArrayList<>();
    new Replayer(ReplayOptions.fullSpeed()).replay(List.of(spliced.device()), segments::add);
    assertThat(segments).hasSize(30);
    assertThat(segments.get(10).getStartTimeMicros()).isEqualTo(START_MICROS + 13_000_000);
    assertThat(segments.get(29).getSequenceNumber()).isEqualTo(29);
    assertThat(segments).extracting(EcgSegment::getDeviceId).containsOnly("bed-7");
  }

  @Test
  void ofNothingThereIsNoStream() {
    assertThatThrownBy(() -> RecordingDevice.spliced("d", List.of(), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    ReplayDevice alone =
        RecordingDevice.spliced("d", List.of(recording("a", START)), Duration.ZERO).device();
    assertThat(alone.then()).isEmpty();
  }

  private static TimeSpan span(long fromSecond, long toSecond) {
    return new TimeSpan(START_MICROS + fromSecond * 1_000_000, START_MICROS + toSecond * 1_000_000);
  }
}
