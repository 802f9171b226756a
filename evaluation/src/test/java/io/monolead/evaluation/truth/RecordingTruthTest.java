// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.recordings.RecordingReader;
import io.monolead.connectors.recordings.Sex;
import io.monolead.evaluation.SharedData;
import io.monolead.signal.Annotation;
import io.monolead.signal.Lead;
import io.monolead.signal.Recording;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordingTruthTest {
  private static final RecordingTruth TRUTHS = new RecordingTruth(true);

  /**
   * The stretches of AFIB in the bytes of the annotation files, counted by handcount/count_af.py,
   * which shares no code with the readers here: samples at 200 Hz.
   */
  @Test
  void theEpisodesOfCpsc2021AreThoseOfTheCountByHand() throws IOException {
    assertThat(fibrillation("data_101_6"))
        .containsExactly(
            samples(3132, 5639), samples(8468, 9100), samples(11121, 16050), samples(21303, 22355));
    assertThat(fibrillation("data_92_19"))
        .containsExactly(samples(14873, 18427), samples(54784, 62702));
    assertThat(fibrillation("data_84_2")).containsExactly(samples(0, 71641));
  }

  @Test
  void aRecordingOfCpsc2021WithoutFibrillationIsKnownToHaveNone() throws IOException {
    assertThat(fibrillation("data_21_8")).isEmpty();
  }

  @Test
  void theBeatsOfRecord100AreCountedInWindowsAndRuns() throws IOException {
    Recording recording =
        RecordingReader.standard().read(SharedData.folder("mitdb").resolve("100.hea"));

    DeviceTruth truth = TRUTHS.of(recording, 0);

    // The data set's own table: 33 atrial premature beats and 1 premature ventricular contraction.
    assertThat(truth.labels().get("PAC").there().spans()).hasSize(33);
    assertThat(truth.labels().get("PVC").episodes()).hasSize(1);
    assertThat(truth.labels().get("AFIB").there()).isEqualTo(SpanSet.EMPTY);
    // Nobody says that other beats than premature ones would have been told apart.
    assertThat(truth.labels()).containsOnlyKeys("AFIB", "PAC", "PVC");
  }

  @Test
  void patientsAreKnownByNameAgeAndSex() throws IOException {
    Subject mit =
        RecordingTruth.subject(
            RecordingReader.standard().read(SharedData.folder("mitdb").resolve("100.hea")));
    assertThat(mit.sex()).contains(Sex.MALE);
    assertThat(mit.ageYears()).hasValue(69);

    Subject challenge =
        RecordingTruth.subject(
            RecordingReader.standard()
                .read(SharedData.folder("challenge-2020").resolve("A0001.hea")));
    assertThat(challenge.sex()).contains(Sex.MALE);
    assertThat(challenge.ageYears()).hasValue(74);

    assertThat(RecordingTruth.subject(recording("data_101_6")).patient())
        .isEqualTo(RecordingTruth.subject(recording("data_101_9")).patient())
        .isNotEqualTo(RecordingTruth.subject(recording("data_10_6")).patient());
  }

  @Test
  void aDiagnosisStandsForTheWholeRecording() throws IOException {
    // 59118001 is right bundle branch block.
    DeviceTruth truth =
        TRUTHS.of(
            RecordingReader.standard()
                .read(SharedData.folder("challenge-2020").resolve("A0001.hea")),
            0);

    assertThat(truth.labels().get("CRBBB").holds(new TimeSpan(0, 10_000_000))).isTrue();
    assertThat(truth.labels().get("AFIB").holds(new TimeSpan(0, 10_000_000))).isFalse();
  }

  @Test
  void flutterIsFibrillationOrLeavesAlertsUnjudged() {
    Recording recording =
        recording("r", new Annotation(200, "+", "(AFL"), new Annotation(400, "+", "(AFIB"));

    LabelTruth counted = TRUTHS.of(recording, 0).labels().get("AFIB");
    assertThat(counted.episodes()).containsExactly(samples(200, 1000));

    LabelTruth excluded = new RecordingTruth(false).of(recording, 0).labels().get("AFIB");
    assertThat(excluded.episodes()).containsExactly(samples(400, 1000));
    assertThat(excluded.unknown().spans()).containsExactly(samples(200, 400));
    assertThat(excluded.knows(samples(100, 201))).isFalse();
    assertThat(excluded.knows(samples(100, 200))).isTrue();
  }

  @Test
  void aSimulatedRecordingKnowsEveryLabelByItsComments() {
    Recording recording =
        new Recording(
            "r",
            200,
            Optional.empty(),
            List.of(Lead.II),
            new float[1][1000],
            List.of(
                new Annotation(0, "+", "(N"),
                new Annotation(200, "+", "(AFIB"),
                new Annotation(300, "V", "")),
            List.of(
                "simulated seed=7",
                "label AFIB from=1.000 to=5.000",
                "label PVC from=0.000 to=1.000"));

    DeviceTruth truth = TRUTHS.of(recording, 1_000_000);

    assertThat(truth.labels().get("AFIB").episodes())
        .containsExactly(new TimeSpan(2_000_000, 6_000_000));
    // The time of the comment holds, in which such beats come and go, not the single beat.
    assertThat(truth.labels().get("PVC").episodes())
        .containsExactly(new TimeSpan(1_000_000, 2_000_000));
    assertThat(truth.labels().get("CLBBB").episodes()).isEmpty();
    assertThat(truth.labels()).hasSize(10);
  }

  @Test
  void beatsThatAreAllNormalWerePerhapsNeverClassified() {
    Recording recording =
        recording("r", new Annotation(100, "N", ""), new Annotation(300, "N", ""));

    assertThat(TRUTHS.of(recording, 0).labels()).isEmpty();
  }

  @Test
  void aWindowHasABeatThatIsInItAndARhythmThatFillsHalfOfIt() {
    Recording recording =
        recording(
            "r",
            new Annotation(0, "+", "(N"),
            new Annotation(100, "V", ""),
            new Annotation(500, "+", "(AFIB"));
    DeviceTruth truth = TRUTHS.of(recording, 0);

    assertThat(truth.labels().get("PVC").holds(samples(0, 101))).isTrue();
    assertThat(truth.labels().get("PVC").holds(samples(101, 900))).isFalse();
    assertThat(truth.labels().get("AFIB").holds(samples(400, 600))).isTrue();
    assertThat(truth.labels().get("AFIB").holds(samples(399, 600))).isFalse();
  }

  @Test
  void beatsNoMoreThanTenSecondsApartAreOneEpisode() {
    SpanSet beats =
        SpanSet.of(
            List.of(
                new TimeSpan(0, 1),
                new TimeSpan(10_000_001, 10_000_002),
                new TimeSpan(20_000_003, 20_000_004)));

    assertThat(new LabelTruth(LabelTruth.Kind.BEATS, beats, SpanSet.EMPTY).episodes())
        .containsExactly(new TimeSpan(0, 10_000_002), new TimeSpan(20_000_003, 20_000_004));
  }

  private static List<TimeSpan> fibrillation(String name) throws IOException {
    Recording recording =
        RecordingReader.standard().read(SharedData.folder("cpsc2021").resolve(name + ".hea"));
    return TRUTHS.of(recording, 0).labels().get("AFIB").episodes();
  }

  private static TimeSpan samples(long from, long to) {
    return new TimeSpan(from * 5000, to * 5000);
  }

  private static Recording recording(String id, Annotation... annotations) {
    return new Recording(
        id,
        200,
        Optional.empty(),
        List.of(Lead.II),
        new float[1][1000],
        List.of(annotations),
        List.of());
  }
}
