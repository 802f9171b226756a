// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.monolead.signal.Lead;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Intervals and shapes as the AHA/ACCF/HRS recommendations of 2009, part III, define blocks. */
class ConductionTest {
  private static final int PATIENTS = 12;

  private static AverageBeat beat(Conduction conduction, long seed) {
    return AverageBeat.of(AverageBeat.slow(conduction, StShift.NONE), seed, beat -> true);
  }

  @ParameterizedTest
  @EnumSource(Conduction.class)
  void intervalsAreThoseOfTheConduction(Conduction conduction) {
    for (int seed = 0; seed < PATIENTS; seed++) {
      AverageBeat beat = beat(conduction, seed);
      double pr = beat.qrsOnset() - beat.atrialOnset();
      double qrs = beat.qrsEnd() - beat.qrsOnset();

      switch (conduction) {
        case NORMAL -> {
          assertThat(pr).as("PR of %d", seed).isBetween(0.1, 0.2);
          assertThat(qrs).as("QRS of %d", seed).isBetween(0.06, 0.11);
        }
        case FIRST_DEGREE_BLOCK -> {
          assertThat(pr).as("PR of %d", seed).isBetween(0.2, 0.36);
          assertThat(qrs).as("QRS of %d", seed).isBetween(0.06, 0.11);
        }
        case LEFT_BUNDLE_BRANCH_BLOCK, RIGHT_BUNDLE_BRANCH_BLOCK -> {
          assertThat(pr).as("PR of %d", seed).isBetween(0.1, 0.2);
          assertThat(qrs).as("QRS of %d", seed).isBetween(0.12, 0.2);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theLeftBundleBlockedGivesRsInV1AndABroadUprightComplexInTheLateralLeads(long seed) {
    AverageBeat beat = beat(Conduction.LEFT_BUNDLE_BRANCH_BLOCK, seed);
    double onset = beat.qrsOnset();
    double end = beat.qrsEnd();

    double r = beat.extreme(Lead.V1, onset, -0.02, 1);
    double s = beat.extreme(Lead.V1, onset, end, -1);
    assertThat(r).isBetween(0.03, -s / 2);
    assertThat(s).isLessThan(-0.4);
    // No R' behind the S.
    assertThat(beat.extreme(Lead.V1, 0.02, end, 1)).isLessThan(r);
    for (Lead lateral : List.of(Lead.I, Lead.V5, Lead.V6)) {
      double height = beat.extreme(lateral, onset, end, 1);
      assertThat(beat.extreme(lateral, onset, end, -1)).isGreaterThan(-0.15 * height);
      // T against the QRS complex.
      assertThat(beat.extreme(lateral, 0.2, 0.45, -1)).isLessThan(-0.05);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theRightBundleBlockedGivesTwoRsInV1AndAnSInTheLateralLeads(long seed) {
    AverageBeat beat = beat(Conduction.RIGHT_BUNDLE_BRANCH_BLOCK, seed);
    double onset = beat.qrsOnset();
    double end = beat.qrsEnd();

    double r = beat.extreme(Lead.V1, onset, -0.01, 1);
    double s = beat.extreme(Lead.V1, -0.015, 0.025, -1);
    double secondR = beat.extreme(Lead.V1, 0.03, end, 1);
    assertThat(r).isGreaterThan(0.03);
    assertThat(s).isLessThan(0);
    assertThat(secondR).isGreaterThan(r).isGreaterThan(0.3);
    for (Lead lateral : List.of(Lead.I, Lead.V6)) {
      assertThat(beat.extreme(lateral, 0.03, end, -1)).isLessThan(-0.15);
    }
  }

  @ParameterizedTest
  @EnumSource(Conduction.class)
  void theTruthHasTheIntervalsThatTheSignalShows(Conduction conduction) {
    for (int seed = 0; seed < 8; seed++) {
      Episode episode = AverageBeat.slow(conduction, StShift.NONE);
      AverageBeat measured = AverageBeat.of(episode, seed, beat -> true);
      HeartTruth truth = new HeartTruth();
      new SimulatedHeart(HeartScenario.of(episode), Lead.I, 250, seed)
          .read(new float[20_000], 0, 20_000, truth);
      Beat.Timing timing = truth.beats().get(10).timing();

      assertThat(timing.ventricularOnset()).isCloseTo(measured.qrsOnset(), within(0.015));
      assertThat(timing.ventricularEnd()).isCloseTo(measured.qrsEnd(), within(0.018));
      assertThat(timing.atrialOnset()).isCloseTo(measured.atrialOnset(), within(0.02));
      assertThat(timing.atrioventricularSeconds() > 0.2)
          .isEqualTo(conduction == Conduction.FIRST_DEGREE_BLOCK);
      assertThat(truth.conduction(10_000)).isEqualTo(conduction);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void rWavesGrowAndSWavesShrinkAcrossANormalChest(long seed) {
    AverageBeat beat = beat(Conduction.NORMAL, seed);

    double r1 = beat.extreme(Lead.V1, -0.05, 0.06, 1);
    double s1 = beat.extreme(Lead.V1, -0.05, 0.06, -1);
    double r5 = beat.extreme(Lead.V5, -0.05, 0.06, 1);
    double s6 = beat.extreme(Lead.V6, -0.05, 0.06, -1);
    assertThat(r1).isLessThan(-s1);
    assertThat(r5).isGreaterThan(2 * r1).isBetween(0.4, 4.0);
    assertThat(s6).isGreaterThan(s1);
  }
}
