// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.beats;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.recordings.SharedData;
import io.monolead.connectors.wfdb.WfdbReader;
import io.monolead.signal.Annotation;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import io.monolead.signal.beat.BeatDetector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Beats of real recordings against those that cardiologists annotated. */
class BeatsOfRecordingsTest {
  /** Codes of annotations that are beats, by PhysioNet's table. */
  private static final Set<String> BEATS =
      Set.of(
          "N", "L", "R", "B", "A", "a", "J", "S", "V", "r", "F", "e", "j", "n", "E", "/", "f", "Q",
          "?");

  private static BeatMatch match(Path header, int lead) throws IOException {
    Recording recording = WfdbReader.strict().read(header);
    double rate = recording.samplingRateHz();
    List<Long> there =
        recording.annotations().stream()
            .filter(annotation -> BEATS.contains(annotation.code()))
            .map(Annotation::sample)
            .map(sample -> Math.round(sample * 1e6 / rate))
            .toList();
    List<Long> found = new ArrayList<>();
    Lead named = recording.leads().get(lead);
    float[] microvolts = recording.signal(named).orElseThrow().clone();
    for (int i = 0; i < microvolts.length; i++) {
      microvolts[i] *= 1000;
    }
    new BeatDetector(rate, found::add).add(microvolts, 0, microvolts.length);
    return BeatMatch.of(there, found, Math.round((recording.durationSeconds() - 0.5) * 1e6));
  }

  @Test
  void allBeatsOfMitBih100AreFoundInBothLeadsAndNoOthers() throws IOException {
    Path header = SharedData.folder("mitdb").resolve("100.hea");

    for (int lead = 0; lead < 2; lead++) {
      BeatMatch match = match(header, lead);
      assertThat(match.matched() + match.missed()).isBetween(2270, 2273);
      assertThat(match.missed()).as("missed in lead %s", lead).isLessThanOrEqualTo(2);
      assertThat(match.invented()).as("invented in lead %s", lead).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void beatsOfHolterRecordingsWithFibrillationAreFound() throws IOException {
    List<Path> headers;
    try (Stream<Path> files = Files.list(SharedData.folder("cpsc2021"))) {
      headers = files.filter(file -> file.toString().endsWith(".hea")).sorted().toList();
    }
    BeatMatch limb = BeatMatch.NONE;
    BeatMatch second = BeatMatch.NONE;
    for (Path header : headers) {
      limb = limb.plus(match(header, 0));
      second = second.plus(match(header, 1));
    }

    assertThat(limb.matched() + limb.missed()).isGreaterThan(2400);
    assertThat(limb.sensitivity()).as("sensitivity, lead I, %s", limb).isGreaterThan(0.995);
    assertThat(limb.positivePredictivity())
        .as("positive predictivity, lead I, %s", limb)
        .isGreaterThan(0.97);
    assertThat(second.sensitivity()).as("sensitivity, lead II, %s", second).isGreaterThan(0.995);
    assertThat(second.positivePredictivity())
        .as("positive predictivity, lead II, %s", second)
        .isGreaterThan(0.99);
  }
}
