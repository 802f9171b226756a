// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.monolead.signal.Lead;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AtrialEctopyTest {
  private static final double RATE_HZ = 500;
  private static final int PATIENTS = 12;

  private static List<Beat> beats(long seed) {
    HeartTruth truth = new HeartTruth();
    int samples = (int) (200 * RATE_HZ);
    new SimulatedHeart(
            HeartScenario.of(new Episode(Rhythm.ATRIAL_ECTOPY, 200, 0.2)), Lead.II, RATE_HZ, seed)
        .read(new float[samples], 0, samples, truth);
    return List.copyOf(truth.beats());
  }

  @Test
  void prematureBeatsAreEarlyAndThePauseAfterThemIsIncomplete() {
    int premature = 0;
    int all = 0;
    double cycles = 0;
    for (int seed = 0; seed < PATIENTS; seed++) {
      List<Beat> beats = beats(seed);
      double[] intervals = new double[beats.size() - 1];
      for (int i = 0; i < intervals.length; i++) {
        intervals[i] = (beats.get(i + 1).sample() - beats.get(i).sample()) / RATE_HZ;
      }
      double sinus = Arrays.stream(intervals).sorted().toArray()[intervals.length / 2];
      all += beats.size();
      for (int i = 1; i + 1 < beats.size(); i++) {
        if (beats.get(i).beatClass() == BeatClass.ATRIAL_PREMATURE) {
          premature++;
          assertThat(beats.get(i).code()).isEqualTo("A");
          assertThat(beats.get(i + 1).beatClass()).isEqualTo(BeatClass.NORMAL);
          assertThat(intervals[i - 1]).isLessThan(0.87 * sinus);
          // Longer than a cycle, but less than a ventricular beat's, which makes two of both.
          assertThat(intervals[i]).isGreaterThan(0.85 * sinus);
          cycles += (intervals[i - 1] + intervals[i]) / sinus;
        }
      }
    }

    assertThat((double) premature / all).isCloseTo(0.2, within(0.03));
    assertThat(cycles / premature).isBetween(1.65, 1.85);
  }

  @Test
  void thePWaveOfAPrematureBeatHasAnotherShapeAndItsQrsComplexDoesNot() {
    for (int seed = 0; seed < PATIENTS; seed++) {
      Episode episode = new Episode(Rhythm.ATRIAL_ECTOPY, Double.POSITIVE_INFINITY, 0.2);
      AverageBeat sinus =
          AverageBeat.of(episode, seed, beat -> beat.beatClass() == BeatClass.NORMAL);
      AverageBeat premature =
          AverageBeat.of(episode, seed, beat -> beat.beatClass() == BeatClass.ATRIAL_PREMATURE);

      assertThat(atrial(sinus)).isGreaterThan(0.04);
      assertThat(atrial(premature)).isLessThan(0.3 * atrial(sinus));
      for (Lead lead : Lead.STANDARD) {
        assertThat(peakToPeak(premature, lead))
            .isCloseTo(peakToPeak(sinus, lead), within(0.06 * peakToPeak(sinus, lead) + 0.02));
      }
    }
  }

  /** Mean of lead II where P waves are, above the stretch before the QRS complex. */
  private static double atrial(AverageBeat beat) {
    double wave = 0;
    double still = 0;
    for (int i = 0; i < 20; i++) {
      wave += beat.at(Lead.II, -0.145 + 0.001 * i) / 20;
      still += beat.at(Lead.II, -0.070 + 0.001 * i) / 20;
    }
    return wave - still;
  }

  private static double peakToPeak(AverageBeat beat, Lead lead) {
    return beat.extreme(lead, -0.04, 0.05, 1) - beat.extreme(lead, -0.04, 0.05, -1);
  }
}
