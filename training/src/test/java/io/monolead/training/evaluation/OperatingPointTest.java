// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class OperatingPointTest {
  private static final float[] LOGITS = {
    -3.9f, -3.7f, -1.7f, 0.6f, -0.4f, 0.6f, -1.9f, -1.3f, -3.3f, -1.6f, 0.2f, -1.6f, 0f, -2.1f,
    -2.2f, -0.9f, -1.4f, 0.2f, -0.6f, 2.5f, -1.4f, -1.5f, -3.1f, -1.0f, 0.4f, -2.5f, -1.1f, 0.4f,
    -1.3f, -2.0f
  };

  private static boolean[] truth(String bits) {
    boolean[] truth = new boolean[bits.length()];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = bits.charAt(i) == '1';
    }
    return truth;
  }

  @Test
  void calibratesLikeScipysMinimiserOfTheSameCost() {
    PlattCalibration fitted = PlattCalibration.fit(LOGITS, truth("000000000010000000010000001010"));

    assertThat(fitted.slope()).isEqualTo(0.90916397, within(1e-5));
    assertThat(fitted.intercept()).isEqualTo(-1.19742209, within(1e-5));
  }

  @Test
  void keepsTheSlopePositiveWhereScoresAreInverted() {
    PlattCalibration fitted = PlattCalibration.fit(LOGITS, truth("111111111101111111101111110101"));

    assertThat(fitted.slope()).isEqualTo(PlattCalibration.SMALLEST_SLOPE);
    assertThat(fitted.intercept()).isEqualTo(1.80823966, within(1e-5));
  }

  @Test
  void staysSaneForALabelThatTheFoldDoesNotHave() {
    PlattCalibration fitted = PlattCalibration.fit(LOGITS, new boolean[30]);

    assertThat(fitted.slope()).isEqualTo(0.87765911, within(1e-5));
    assertThat(fitted.intercept()).isEqualTo(-3.26788565, within(1e-5));
    assertThat(fitted.probability(0)).isEqualTo(1 / (1 + Math.exp(3.26788565)), within(1e-6));
  }

  @Test
  void placesTheThresholdOfHighestF1HalfWayBetweenNeighbours() {
    float[] probabilities = {0.1f, 0.2f, 0.4f, 0.6f, 0.8f, 0.9f};
    boolean[] truth = {false, false, true, false, true, true};

    // From 0.4 on: 3 of 3 found, 1 wrong, F1 6/7. From 0.8 on: 2 of 3 found, F1 4/5.
    assertThat(new ThresholdRule(1, 0.5f).choose(probabilities, truth))
        .isEqualTo(0.3f, within(1e-6f));
  }

  @Test
  void prefersTheHigherOfThresholdsThatTie() {
    float[] probabilities = {0.1f, 0.3f, 0.5f, 0.7f};
    boolean[] truth = {true, false, false, true};

    // From 0.1 on F1 is 2/3 (2 found, 2 wrong); from 0.7 on as well (1 found, 1 missed).
    assertThat(new ThresholdRule(1, 0.5f).choose(probabilities, truth))
        .isEqualTo(0.6f, within(1e-6f));
  }

  @Test
  void usesTheFallbackForALabelTooRareToChooseBy() {
    float[] probabilities = {0.1f, 0.2f, 0.3f};
    boolean[] truth = {true, false, false};

    assertThat(new ThresholdRule(2, 0.5f).choose(probabilities, truth)).isEqualTo(0.5f);
  }

  @Test
  void countsAScoreAtTheThresholdAsACall() {
    Decisions decisions =
        Decisions.count(new float[] {0.5f, 0.5f, 0.4f, 0.4f}, truth("1010"), 0.5f);

    assertThat(decisions).isEqualTo(new Decisions(1, 1, 1, 1));
    assertThat(decisions.f1()).isEqualTo(0.5);
    assertThat(decisions.sensitivity()).isEqualTo(0.5);
    assertThat(decisions.specificity()).isEqualTo(0.5);
    assertThat(decisions.accuracy()).isEqualTo(0.5);
  }
}
