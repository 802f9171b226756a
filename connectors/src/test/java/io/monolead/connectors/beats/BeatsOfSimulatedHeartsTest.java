// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.beats;

import static org.assertj.core.api.Assertions.assertThat;

import io.monolead.connectors.generator.Beat;
import io.monolead.connectors.generator.ElectrodeNoisePlan;
import io.monolead.connectors.generator.Episode;
import io.monolead.connectors.generator.HeartScenario;
import io.monolead.connectors.generator.HeartTruth;
import io.monolead.connectors.generator.NoiseLevels;
import io.monolead.connectors.generator.Rhythm;
import io.monolead.connectors.generator.SimulatedHeart;
import io.monolead.signal.Lead;
import io.monolead.signal.beat.BeatDetector;
import io.monolead.signal.beat.BeatDetector.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Beats of simulated hearts, of which each is known to the sample. */
class BeatsOfSimulatedHeartsTest {
  private static final int SECONDS = 120;

  private static BeatMatch match(
      Rhythm rhythm, double samplingRateHz, long seed, ElectrodeNoisePlan noise) {
    SimulatedHeart heart =
        new SimulatedHeart(
            HeartScenario.of(new Episode(rhythm, SECONDS)).withNoise(noise),
            Lead.I,
            samplingRateHz,
            seed);
    int samples = (int) (SECONDS * samplingRateHz);
    float[] microvolts = new float[samples];
    HeartTruth truth = new HeartTruth();
    heart.read(microvolts, 0, samples, truth);
    for (int i = 0; i < samples; i++) {
      microvolts[i] *= 1000;
    }
    List<Long> found = new ArrayList<>();
    new BeatDetector(samplingRateHz, found::add).add(microvolts, 0, samples);
    List<Long> there =
        truth.beats().stream()
            .map(Beat::sample)
            .map(sample -> Math.round(sample * 1e6 / samplingRateHz))
            .toList();
    return BeatMatch.of(there, found, (long) ((SECONDS - 0.5) * 1e6));
  }

  @ParameterizedTest
  @EnumSource(Rhythm.class)
  void beatsOfEveryRhythmAreFoundAtEveryRate(Rhythm rhythm) {
    for (double rate : new double[] {50, 100, 250, 360, 1000}) {
      BeatMatch match = BeatMatch.NONE;
      for (long seed = 1; seed <= 4; seed++) {
        match = match.plus(match(rhythm, rate, seed, ElectrodeNoisePlan.RESTING));
      }
      assertThat(match.sensitivity()).as("%s Hz, %s", rate, match).isGreaterThan(0.998);
      assertThat(match.positivePredictivity()).as("%s Hz, %s", rate, match).isGreaterThan(0.99);
    }
  }

  @Test
  void twiceTheNoiseOfRestChangesNothing() {
    ElectrodeNoisePlan noise = new ElectrodeNoisePlan(50, new NoiseLevels(2, 2, 2, 2), List.of());
    BeatMatch match = BeatMatch.NONE;
    for (long seed = 1; seed <= 5; seed++) {
      match = match.plus(match(Rhythm.SINUS, 250, seed, noise));
    }
    assertThat(match.sensitivity()).as("%s", match).isGreaterThan(0.995);
    assertThat(match.positivePredictivity()).as("%s", match).isGreaterThan(0.995);
  }

  /** What a patient shows who walks, and worse: then no rate is better than a wrong one. */
  @Test
  void inNoiseTheRateIsRightOrThereIsNone() {
    int told = 0;
    int right = 0;
    int poor = 0;
    for (double level : new double[] {1, 2, 4, 40}) {
      for (long seed = 1; seed <= 5; seed++) {
        SimulatedHeart heart =
            new SimulatedHeart(
                HeartScenario.of(new Episode(Rhythm.SINUS, SECONDS))
                    .withNoise(
                        new ElectrodeNoisePlan(
                            50, new NoiseLevels(level, level, level, 1), List.of())),
                Lead.I,
                250,
                seed);
        HeartTruth truth = new HeartTruth();
        BeatDetector detector = new BeatDetector(250);
        float[] microvolts = new float[250];
        Deque<Long> peaks = new ArrayDeque<>();
        for (int second = 0; second < SECONDS; second++) {
          heart.read(microvolts, 0, 250, truth);
          for (int i = 0; i < 250; i++) {
            microvolts[i] *= 1000;
          }
          for (Beat beat : truth.beats()) {
            peaks.addLast(beat.sample());
            if (peaks.size() > 9) {
              peaks.removeFirst();
            }
          }
          detector.add(microvolts, 0, 250);
          poor += detector.status() == Status.POOR_SIGNAL ? 1 : 0;
          if (second > 10 && detector.heartRate().isPresent()) {
            told++;
            double true60 = 60.0 * 250 * (peaks.size() - 1) / (peaks.getLast() - peaks.getFirst());
            right += Math.abs(detector.heartRate().getAsDouble() - true60) <= 0.1 * true60 ? 1 : 0;
          }
        }
      }
    }
    assertThat(told).isGreaterThan(1500);
    assertThat(poor).isGreaterThan(500);
    assertThat((double) right / told).isGreaterThan(0.97);
  }
}
