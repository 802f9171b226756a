// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.monolead.signal.LabelSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EvaluationReportTest {
  private static final float[] HALF = {0.5f, 0.5f, 0.5f};
  private static final Bootstrap BOOTSTRAP = new Bootstrap(1000, 1);

  @Test
  void agreesWithScikitLearnOnMacroFigures() {
    EvaluationReport report = EvaluationReport.of(GoldenPredictions.threeLabels(), HALF, BOOTSTRAP);

    assertThat(report.macroAuc()).isEqualTo(0.6464158971951491, within(1e-15));
    assertThat(report.macroAveragePrecision()).isEqualTo(0.4205430226007443, within(1e-15));
    assertThat(report.macroF1()).isEqualTo(0.45260058369814465, within(1e-15));
    assertThat(report.accuracy()).isEqualTo((0.45 + 0.575 + 0.5) / 3, within(1e-15));
    assertThat(report.labels())
        .extracting(LabelResult::f1)
        .containsExactly(0.5416666666666666, 0.5853658536585366, 0.23076923076923078);
    assertThat(report.unrankedLabels()).isZero();
  }

  @Test
  void leavesALabelWithoutPositiveRecordingsOutOfTheMacroAucAndCountsIt() {
    Predictions golden = GoldenPredictions.threeLabels();
    boolean[] truth = golden.truth().clone();
    for (int row = 0; row < golden.size(); row++) {
      truth[row * 3 + 2] = false;
    }
    Predictions predictions =
        new Predictions(
            golden.labelSpace(),
            golden.recordings(),
            golden.patients(),
            golden.probabilities(),
            truth);

    EvaluationReport report = EvaluationReport.of(predictions, HALF, BOOTSTRAP);

    assertThat(report.unrankedLabels()).isEqualTo(1);
    assertThat(report.macroAuc())
        .isEqualTo((0.4987212276214834 + 0.6432291666666666) / 2, within(1e-15));
    assertThat(report.labels().get(2).ranked()).isFalse();
    assertThat(report.toTable()).contains("| C | 0 | - | - | - |");
  }

  @Test
  void givesTheSameIntervalsForTheSameSeed() {
    Predictions predictions = GoldenPredictions.threeLabels();

    assertThat(EvaluationReport.of(predictions, HALF, BOOTSTRAP))
        .isEqualTo(EvaluationReport.of(predictions, HALF, BOOTSTRAP))
        .isNotEqualTo(EvaluationReport.of(predictions, HALF, new Bootstrap(1000, 2)));
  }

  @Test
  void coversTheTrueAucInAboutNinetyFiveOfAHundredSamples() {
    // Two normal distributions one deviation apart: AUC = Phi(1 / sqrt 2) = 0.76025.
    int covered = 0;
    for (int trial = 0; trial < 200; trial++) {
      SplittableRandom random = new SplittableRandom(trial);
      float[] scores = new float[150];
      boolean[] truth = new boolean[150];
      List<String> names = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        truth[i] = i % 3 == 0;
        scores[i] = (float) (random.nextGaussian() + (truth[i] ? 1 : 0));
        names.add("r" + i);
      }
      Interval interval =
          EvaluationReport.of(
                  new Predictions(
                      new LabelSpace("normal", List.of("A")), names, names, scores, truth),
                  new float[] {0.5f},
                  new Bootstrap(400, trial))
              .macroAucInterval();
      covered += interval.lower() <= 0.76025 && 0.76025 <= interval.upper() ? 1 : 0;
    }

    assertThat(covered).isBetween(178, 199);
  }

  @Test
  void drawsTheRecordingsOfOnePatientTogether() {
    int[][] draws = new Bootstrap(50, 3).draw(List.of("p", "q", "p", "r"));

    assertThat(List.of(draws))
        .allSatisfy(
            draw -> {
              assertThat(draw[0]).isEqualTo(draw[2]);
              assertThat(draw[0] + draw[1] + draw[3]).isEqualTo(3);
            });
    assertThat(List.of(draws)).anySatisfy(draw -> assertThat(draw[0]).isGreaterThan(1));
  }

  @Test
  void takesPercentilesAsNumpyDoes() {
    Interval interval = Interval.of(new double[] {10, 2, Double.NaN, 4, 1, 3});

    assertThat(interval.lower()).isEqualTo(1.1, within(1e-12));
    assertThat(interval.upper()).isEqualTo(9.4, within(1e-12));
    assertThat(interval.resamples()).isEqualTo(5);
  }

  @Test
  void writesEveryFigureAsJsonInFullPrecision() throws Exception {
    JsonNode json =
        new ObjectMapper()
            .readTree(
                EvaluationReport.of(GoldenPredictions.threeLabels(), HALF, BOOTSTRAP).toJson());

    assertThat(json.get("macroAuc").asDouble()).isEqualTo(0.6464158971951491, within(1e-15));
    assertThat(json.get("labels").get(1).get("label").asText()).isEqualTo("B");
    assertThat(json.get("bootstrap").get("seed").asLong()).isEqualTo(1);
  }

  @Test
  void refusesProbabilitiesThatAreNotNumbers() {
    assertThatThrownBy(
            () ->
                new Predictions(
                    new LabelSpace("t", List.of("A", "B")),
                    List.of("r7"),
                    List.of("p"),
                    new float[] {0.5f, Float.NaN},
                    new boolean[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("r7")
        .hasMessageContaining("B");
  }
}
