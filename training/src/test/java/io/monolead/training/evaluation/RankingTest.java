// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RankingTest {
  private static final double[] AUC = {0.4987212276214834, 0.6432291666666666, 0.7972972972972973};
  private static final double[] AVERAGE_PRECISION = {0.49364470739140187, 0.517984360410831, 0.25};

  private static Ranking golden(int label) {
    Predictions predictions = GoldenPredictions.threeLabels();
    return new Ranking(predictions.probabilitiesOf(label), predictions.truthOf(label));
  }

  @Test
  void agreesWithScikitLearnOnScoresWithManyTies() {
    for (int label = 0; label < 3; label++) {
      assertThat(golden(label).auc()).isEqualTo(AUC[label], within(1e-15));
      assertThat(golden(label).averagePrecision())
          .isEqualTo(AVERAGE_PRECISION[label], within(1e-15));
    }
  }

  @Test
  void agreesWithScikitLearnWhenRecordingsCountSeveralTimesOrNotAtAll() {
    Ranking ranking = golden(1);

    assertThat(ranking.auc(GoldenPredictions.MULTIPLICITY))
        .isEqualTo(0.7533602150537635, within(1e-15));
    assertThat(ranking.averagePrecision(GoldenPredictions.MULTIPLICITY))
        .isEqualTo(0.6500921136824098, within(1e-15));
  }

  @Test
  void countsEveryPairOfEqualScoresHalf() {
    float[] equal = {0.5f, 0.5f, 0.5f};
    boolean[] truth = {true, false, true};

    assertThat(new Ranking(equal, truth).auc()).isEqualTo(0.5);
  }

  @Test
  void takesNegativeZeroForZero() {
    assertThat(new Ranking(new float[] {0f, -0f}, new boolean[] {true, false}).auc())
        .isEqualTo(0.5);
  }

  @Test
  void hasNoAucWithoutBothKindsOfRecordings() {
    float[] scores = {0.1f, 0.9f};

    assertThat(new Ranking(scores, new boolean[] {true, true}).auc()).isNaN();
    assertThat(new Ranking(scores, new boolean[] {false, false}).auc()).isNaN();
    assertThat(new Ranking(scores, new boolean[] {false, false}).averagePrecision()).isNaN();
  }

  @Property
  void equalsTheShareOfPairsInTheRightOrder(
      @ForAll @Size(12) byte[] scores, @ForAll @IntRange(min = 1, max = 4094) int truthBits) {
    float[] values = new float[12];
    boolean[] truth = new boolean[12];
    for (int i = 0; i < 12; i++) {
      int coarse = scores[i] / 16; // few different values, so that ties are frequent
      values[i] = coarse;
      truth[i] = (truthBits >> i & 1) == 1;
    }
    double won = 0;
    int pairs = 0;
    for (int i = 0; i < 12; i++) {
      for (int j = 0; j < 12; j++) {
        if (truth[i] && !truth[j]) {
          pairs++;
          won += values[i] > values[j] ? 1 : values[i] == values[j] ? 0.5 : 0;
        }
      }
    }

    assertThat(new Ranking(values, truth).auc()).isEqualTo(won / pairs, within(1e-15));
  }
}
