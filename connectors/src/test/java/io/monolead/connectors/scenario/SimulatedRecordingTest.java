// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.monolead.connectors.generator.Conduction;
import io.monolead.connectors.generator.Electrode;
import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.HeartScenario.LeadOff;
import io.monolead.connectors.generator.HeartTruth;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.connectors.generator.SimulatedHeart;
import io.monolead.connectors.generator.StShift;
import io.monolead.connectors.generator.StTerritory;
import io.monolead.connectors.recordings.RecordingReader;
import io.monolead.signal.Annotation;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedRecordingTest {
  private static final HeartScenario SCENARIO =
      HeartScenario.of(
              new Episode(Rhythm.SINUS, 20),
              new Episode(Rhythm.ATRIAL_FIBRILLATION, 15),
              new Episode(Rhythm.VENTRICULAR_ECTOPY, 20),
              new Episode(Rhythm.ATRIAL_ECTOPY, 20),
              new Episode(Rhythm.SINUS_BRADYCARDIA, 15)
                  .with(Conduction.LEFT_BUNDLE_BRANCH_BLOCK)
                  .with(StShift.elevation(StTerritory.ANTERIOR, 0.2)),
              new Episode(Rhythm.SINUS, 100).with(Conduction.RIGHT_BUNDLE_BRANCH_BLOCK))
          .withLeadOff(new LeadOff(95, 60, Set.of(Electrode.V1, Electrode.RA)));

  @TempDir Path folder;

  private Recording written(List<Lead> leads, double rateHz, double seconds) throws IOException {
    Path header =
        new SimulatedRecording("h-1", SCENARIO, leads, rateHz, 4, seconds, Optional.empty())
            .write(folder);
    return RecordingReader.standard().read(header);
  }

  @Test
  void rhythmsBeatsAndLabelsAreWrittenBesideTheSignal() throws IOException {
    Recording recording = written(List.of(Lead.II), 360, 110);

    assertThat(
            recording.annotations().stream()
                .filter(mark -> mark.code().equals(Annotation.RHYTHM_CHANGE)))
        .containsExactly(
            new Annotation(0, "+", "(N"),
            new Annotation(20 * 360, "+", "(AFIB"),
            new Annotation(35 * 360, "+", "(N"),
            new Annotation(75 * 360, "+", "(SBR"),
            new Annotation(90 * 360, "+", "(N"));
    for (Annotation mark : recording.annotations()) {
      double second = mark.sample() / 360.0;
      switch (mark.code()) {
        case "+" -> {}
        case "V" -> assertThat(second).isBetween(35.0, 57.0);
        case "A" -> assertThat(second).isBetween(55.0, 77.0);
        case "L" -> assertThat(second).isBetween(75.0, 90.0);
        case "R" -> assertThat(second).isBetween(90.0, 110.0);
        default -> {
          assertThat(mark.code()).isEqualTo("N");
          assertThat(second).isLessThan(75);
        }
      }
    }
    assertThat(recording.annotations()).extracting(Annotation::code).contains("V", "A", "L", "R");
    assertThat(recording.comments())
        .containsExactly(
            "simulated seed=4",
            "label NORM from=0.000 to=20.000",
            "label AFIB from=20.000 to=35.000",
            "label PVC from=35.000 to=55.000",
            "label PAC from=55.000 to=75.000",
            "label SBRAD from=75.000 to=90.000",
            "label CLBBB from=75.000 to=90.000",
            "label STE_ from=75.000 to=90.000",
            "label CRBBB from=90.000 to=110.000",
            "lead-off RA,V1 from=95.000 to=110.000");
    assertThat(LabelledTime.of(recording.comments()))
        .hasSize(8)
        .startsWith(new LabelledTime("NORM", 0, 20), new LabelledTime("AFIB", 20, 35))
        .endsWith(new LabelledTime("CRBBB", 90, 110));
    assertThat(LabelledTime.of(List.of("label AFIB from=1.000 to=2.000"))).isEmpty();
  }

  @Test
  void theSignalIsTheHeartsToTheMicrovolt() throws IOException {
    Recording recording = written(Lead.STANDARD, 250, 60);

    double[][] heart = new double[12][15_000];
    HeartTruth truth = new HeartTruth();
    new SimulatedHeart(SCENARIO, Lead.STANDARD, 250, 4).read(heart, 0, 15_000, truth);
    assertThat(recording.leads()).isEqualTo(Lead.STANDARD);
    assertThat(recording.length()).isEqualTo(15_000);
    for (int lead = 0; lead < 12; lead++) {
      for (int i = 0; i < 15_000; i++) {
        assertThat(recording.millivolts()[lead][i])
            .isCloseTo((float) heart[lead][i], within(0.00051f));
      }
    }
    assertThat(
            recording.annotations().stream()
                .filter(mark -> !mark.code().equals("+"))
                .map(Annotation::sample))
        .isEqualTo(truth.beats().stream().map(beat -> beat.sample()).toList());
  }
}
