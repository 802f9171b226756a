// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.signal.Annotation;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnnotatedRhythmTest {
  private static final long START = 1_000_000_000L;

  @Test
  void aRhythmLastsFromItsChangeToTheNextOrToTheEnd() {
    Recording recording =
        recording(
            new Annotation(0, "+", "(N"),
            new Annotation(50, "N", ""),
            new Annotation(200, "+", "(AFIB\0"),
            new Annotation(600, "+", "(N"));

    assertThat(AnnotatedRhythm.of(recording, START))
        .containsExactly(
            new AnnotatedRhythm("N", new TimeSpan(START, START + 1_000_000)),
            new AnnotatedRhythm("AFIB", new TimeSpan(START + 1_000_000, START + 3_000_000)),
            new AnnotatedRhythm("N", new TimeSpan(START + 3_000_000, START + 5_000_000)));
  }

  @Test
  void flutterCountsAsAtrialFibrillation() {
    List<AnnotatedRhythm> rhythms =
        AnnotatedRhythm.of(recording(new Annotation(0, "+", "(AFL")), START);

    assertThat(rhythms).singleElement().matches(rhythm -> rhythm.label().equals("AFIB"));
  }

  @Test
  void aRecordingWithoutRhythmAnnotationsTellsNothing() {
    assertThat(AnnotatedRhythm.of(recording(new Annotation(3, "V", "")), START)).isEmpty();
  }

  private static Recording recording(Annotation... annotations) {
    return new Recording(
        "r",
        200,
        Optional.empty(),
        List.of(Lead.II),
        new float[1][1000],
        List.of(annotations),
        List.of());
  }
}
