// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.monolead.signal.LabelSpace;
import io.monolead.training.evaluation.PairedDifference.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedDifferenceTest {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(400, 1);

  private static Predictions predictions(String prefix, float... scores) {
    List<String> names = new ArrayList<>();
    boolean[] truth = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      names.add(prefix + i);
      truth[i] = i % 2 == 0;
    }
    return new Predictions(new LabelSpace("t", List.of("A")), names, names, scores, truth);
  }

  /** Scores that rank with an AUC that grows with the signal. */
  private static Predictions random(String prefix, double signal, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] scores = new float[200];
    for (int i = 0; i < scores.length; i++) {
      double value = (i % 2 == 0 ? signal : 0) + random.nextGaussian();
      scores[i] = (float) (1 / (1 + Math.exp(-value)));
    }
    return predictions(prefix, scores);
  }

  @Test
  void theMeanIsThatOfTheDifferencesOfTheAucs() {
    // AUC of the first: both with the label above both without, 1. Of the second: of four pairs
    // (.9, .8) (.9, .1) (.2, .8) (.2, .1) three are won, 0.75.
    Predictions good = predictions("r", 0.9f, 0.1f, 0.8f, 0.2f);
    Predictions fair = predictions("r", 0.9f, 0.8f, 0.2f, 0.1f);

    PairedDifference difference =
        PairedDifference.of(List.of(new Pair(good, fair), new Pair(fair, fair)), BOOTSTRAP);

    assertThat(difference.differences()).containsExactly(0.25, 0.0);
    assertThat(difference.mean()).isEqualTo(0.125, within(1e-12));
    // t(1) = 12.706 times the deviation 0.1768 over the root of 2.
    assertThat(difference.overSeeds().upper()).isEqualTo(0.125 + 12.7062 * 0.125, within(1e-4));
  }

  @Test
  void aSystemAgainstItselfDiffersByNothingInEveryResample() {
    Predictions same = random("r", 1, 3);

    PairedDifference difference =
        PairedDifference.of(List.of(new Pair(same, same), new Pair(same, same)), BOOTSTRAP);

    assertThat(difference.mean()).isZero();
    assertThat(difference.overPatients().upper()).isZero();
    assertThat(difference.overBoth().lower()).isZero();
  }

  @Test
  void aBetterSystemIsFoundAboveZeroAndASwappedPairBelow() {
    List<Pair> pairs = new ArrayList<>();
    List<Pair> swapped = new ArrayList<>();
    for (int seed = 0; seed < 5; seed++) {
      Predictions strong = random("s" + seed, 2.5, 10 + seed);
      Predictions weak = random("s" + seed, 0.5, 20 + seed);
      pairs.add(new Pair(strong, weak));
      swapped.add(new Pair(weak, strong));
    }

    PairedDifference difference = PairedDifference.of(pairs, BOOTSTRAP);

    assertThat(difference.overBoth().lower()).isPositive();
    assertThat(difference.overSeeds().lower()).isPositive();
    assertThat(PairedDifference.of(swapped, BOOTSTRAP).overPatients().upper()).isNegative();
  }

  @Test
  void oneSeedHasNoIntervalOverSeeds() {
    Predictions same = random("r", 1, 3);

    assertThat(PairedDifference.of(List.of(new Pair(same, same)), BOOTSTRAP).overSeeds().lower())
        .isNaN();
  }

  @Test
  void predictionsOfOtherRecordingsAreNotCompared() {
    assertThatThrownBy(() -> new Pair(random("a", 1, 3), random("b", 1, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("same recordings");
  }

  /** Values of the usual printed tables. */
  @ParameterizedTest
  @CsvSource({"1, 12.7062", "2, 4.3027", "4, 2.7764", "9, 2.2622", "14, 2.1448", "120, 1.9799"})
  void quantilesAreThoseOfPrintedTables(int degrees, double expected) {
    assertThat(StudentT.quantile975(degrees)).isEqualTo(expected, within(5e-5));
  }

  @Test
  void aSummaryHasTheDeviationOfASample() {
    SeedSummary summary = SeedSummary.of(List.of(2.0, 4.0, 9.0));

    assertThat(summary.mean()).isEqualTo(5);
    assertThat(summary.deviation()).isEqualTo(Math.sqrt((9 + 1 + 16) / 2.0), within(1e-12));
    assertThat(SeedSummary.of(List.of(2.0)).deviation()).isNaN();
    assertThat(SeedSummary.of(List.of()).mean()).isNaN();
  }
}
