// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.monolead.evaluation.result.CalibrationBin;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Expected values are scikit-learn's, by handcount/figures_sklearn.py in the test resources. */
class WindowSampleTest {
  private static final int WINDOWS = 200;
  private static final int PATIENTS = 7;
  private static final double CLOSE = 1e-9;
  private static final int[] ONCE = {1, 1, 1, 1, 1, 1, 1};
  private static final int[] DRAWN = {2, 0, 1, 3, 0, 1, 0};

  private final WindowSample sample = sample(PATIENTS);

  private static WindowSample sample(int patients) {
    long x = 2026;
    float[] scores = new float[WINDOWS];
    boolean[] truth = new boolean[WINDOWS];
    int[] patient = new int[WINDOWS];
    for (int i = 0; i < WINDOWS; i++) {
      x = next(x);
      scores[i] = ((x >> 16) % 68) / 67f;
      x = next(x);
      truth[i] = (x >> 16) % 100 < 10 + 60 * scores[i];
      patient[i] = i % PATIENTS;
    }
    return new WindowSample(scores, truth, patient, patients, 0.4f);
  }

  private static long next(long x) {
    return (1103515245L * x + 12345) % (1L << 31);
  }

  @Test
  void theFiguresAreThoseOfScikitLearn() {
    assertThat(sample.positives(ONCE)).isEqualTo(88);
    assertThat(sample.auc(ONCE)).isCloseTo(0.6744115259740262, within(CLOSE));
    assertThat(sample.averagePrecision(ONCE)).isCloseTo(0.5461572671055833, within(CLOSE));
    assertThat(sample.f1(ONCE)).isCloseTo(0.6548672566371682, within(CLOSE));
    double tp = sample.truePositives(ONCE);
    double tn = sample.trueNegatives(ONCE);
    double fp = sample.falsePositives(ONCE);
    assertThat(tp / (tp + sample.falseNegatives(ONCE)))
        .isCloseTo(0.8409090909090909, within(CLOSE));
    assertThat(tn / (tn + fp)).isCloseTo(0.42857142857142855, within(CLOSE));
    assertThat(tp / (tp + fp)).isCloseTo(0.5362318840579711, within(CLOSE));
    assertThat(sample.calibrationError(ONCE)).isCloseTo(0.13955223661381752, within(1e-6));
  }

  @Test
  void aPatientDrawnManyTimesCountsAsManyTimes() {
    assertThat(sample.positives(DRAWN)).isEqualTo(96);
    assertThat(sample.auc(DRAWN)).isCloseTo(0.6988993710691825, within(CLOSE));
    assertThat(sample.averagePrecision(DRAWN)).isCloseTo(0.6145571655739593, within(CLOSE));
    assertThat(sample.f1(DRAWN)).isCloseTo(0.6639004149377593, within(CLOSE));
    double tp = sample.truePositives(DRAWN);
    double tn = sample.trueNegatives(DRAWN);
    double fp = sample.falsePositives(DRAWN);
    assertThat(tp / (tp + sample.falseNegatives(DRAWN)))
        .isCloseTo(0.8333333333333334, within(CLOSE));
    assertThat(tn / (tn + fp)).isCloseTo(0.3867924528301887, within(CLOSE));
    assertThat(tp / (tp + fp)).isCloseTo(0.5517241379310345, within(CLOSE));
    assertThat(sample.calibrationError(DRAWN)).isCloseTo(0.1666174058820868, within(1e-6));
  }

  @Test
  void aTableOfPairsAndAPassOverTheRanksGiveTheSameArea() {
    // More patients than fit a table, most of them without windows.
    WindowSample ranked = sample(1000);
    int[] counts = Arrays.copyOf(DRAWN, 1000);

    assertThat(ranked.auc(counts)).isCloseTo(sample.auc(DRAWN), within(1e-12));
  }

  @Test
  void windowsOfOneProbabilityAreOnAverageHalfRight() {
    WindowSample equal =
        new WindowSample(
            new float[] {0.3f, 0.3f, 0.3f}, new boolean[] {true, false, false}, new int[3], 1, 1);

    assertThat(equal.auc(new int[] {1})).isEqualTo(0.5);
  }

  @Test
  void withoutPositivesThereIsNoSensitivityAndNoArea() {
    WindowSample none =
        new WindowSample(new float[] {0.9f, 0.1f}, new boolean[2], new int[2], 1, 0.5f);
    int[] once = {1};

    assertThat(none.auc(once)).isNaN();
    assertThat(none.averagePrecision(once)).isNaN();
    assertThat(none.f1(once)).isNaN();
    assertThat(none.falsePositives(once)).isEqualTo(1);
    assertThat(none.trueNegatives(once)).isEqualTo(1);
  }

  @Test
  void theReliabilityCurveHoldsEveryWindowOnce() {
    List<CalibrationBin> bins =
        new WindowSample(
                new float[] {0, 0.05f, 0.5f, 0.55f, 1},
                new boolean[] {false, true, true, true, true},
                new int[5],
                1,
                0.5f)
            .reliability();

    assertThat(bins).hasSize(10);
    assertThat(bins)
        .extracting(CalibrationBin::windows)
        .containsExactly(2, 0, 0, 0, 0, 2, 0, 0, 0, 1);
    assertThat(bins.get(0).meanProbability()).isCloseTo(0.025, within(1e-8));
    assertThat(bins.get(0).positiveShare()).isEqualTo(0.5);
    assertThat(bins.get(1).meanProbability()).isNaN();
    assertThat(bins.get(9).positiveShare()).isEqualTo(1);
  }
}
