// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.monolead.signal.Lead;
import io.monolead.signal.QualityAssessor;
import io.monolead.signal.SignalQuality.Issue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedHeartTest {
  private static final int PATIENTS = 12;

  /** What one heart did: its signal and its beats. */
  private record Observed(float[] millivolts, HeartTruth truth, double samplingRateHz) {
    List<Beat> beats() {
      return truth.beats();
    }

    double[] intervals() {
      double[] intervals = new double[beats().size() - 1];
      for (int i = 0; i < intervals.length; i++) {
        intervals[i] = (beats().get(i + 1).sample() - beats().get(i).sample()) / samplingRateHz;
      }
      return intervals;
    }
  }

  private static Observed observe(
      HeartScenario scenario, Lead lead, double samplingRateHz, long seed, double seconds) {
    float[] millivolts = new float[(int) (seconds * samplingRateHz)];
    HeartTruth truth = new HeartTruth();
    new SimulatedHeart(scenario, lead, samplingRateHz, seed)
        .read(millivolts, 0, millivolts.length, truth);
    return new Observed(millivolts, truth, samplingRateHz);
  }

  private static HeartScenario always(Rhythm rhythm) {
    return HeartScenario.of(new Episode(rhythm, Double.POSITIVE_INFINITY));
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double variation(double[] values) {
    double mean = mean(values);
    return Math.sqrt(
            Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow())
        / mean;
  }

  @ParameterizedTest
  @CsvSource({
    "SINUS, 60, 92, 0.008, 0.10",
    "SINUS_TACHYCARDIA, 101, 126, 0.003, 0.04",
    "SINUS_BRADYCARDIA, 42, 53, 0.008, 0.10",
    "ATRIAL_FIBRILLATION, 63, 140, 0.14, 0.34",
    "ATRIAL_ECTOPY, 60, 98, 0.06, 0.4",
    "VENTRICULAR_ECTOPY, 60, 92, 0.08, 0.45"
  })
  void rateAndVariabilityAreThoseOfTheRhythm(
      Rhythm rhythm, double slowest, double fastest, double steadiest, double unsteadiest) {
    for (int seed = 0; seed < PATIENTS; seed++) {
      double[] intervals = observe(always(rhythm), Lead.I, 100, seed, 180).intervals();

      assertThat(60 / mean(intervals)).isBetween(slowest, fastest);
      assertThat(variation(intervals)).isBetween(steadiest, unsteadiest);
    }
  }

  @Test
  void sinusIntervalsVaryInTheLowFrequencyAndTheRespiratoryBand() {
    for (int seed = 0; seed < PATIENTS; seed++) {
      Observed heart = observe(always(Rhythm.SINUS), Lead.I, 250, seed, 300);
      double[] intervals = heart.intervals();
      double[] times = new double[intervals.length];
      for (int i = 0; i < times.length; i++) {
        times[i] = heart.beats().get(i).sample() / 250.0;
      }

      double low = power(times, intervals, 0.06, 0.14);
      double between = power(times, intervals, 0.005, 0.04);
      double respiratory = power(times, intervals, 0.15, 0.38);

      assertThat(low).isGreaterThan(4 * between);
      assertThat(respiratory).isGreaterThan(4 * between);
    }
  }

  @Test
  void fibrillatingIntervalsDoNotDependOnTheOneBefore() {
    double sum = 0;
    for (int seed = 0; seed < PATIENTS; seed++) {
      double[] intervals =
          observe(always(Rhythm.ATRIAL_FIBRILLATION), Lead.I, 100, seed, 180).intervals();
      double mean = mean(intervals);
      double lagged = 0;
      double square = 0;
      for (int i = 0; i + 1 < intervals.length; i++) {
        lagged += (intervals[i] - mean) * (intervals[i + 1] - mean);
        square += (intervals[i] - mean) * (intervals[i] - mean);
      }
      sum += lagged / square;
    }

    assertThat(sum / PATIENTS).isCloseTo(0, within(0.05));
  }

  @Test
  void theSignalPeaksWhereTheTruthSaysABeatIs() {
    for (int seed = 0; seed < PATIENTS; seed++) {
      Observed heart = observe(always(Rhythm.SINUS), Lead.II, 500, seed, 60);
      int checked = 0;
      for (Beat beat : heart.beats()) {
        int at = (int) beat.sample();
        if (at < 100 || at + 100 > heart.millivolts().length) {
          continue;
        }
        int highest = at - 100;
        for (int i = at - 100; i < at + 100; i++) {
          if (heart.millivolts()[i] > heart.millivolts()[highest]) {
            highest = i;
          }
        }
        assertThat(highest).as("seed %d, beat at %d", seed, at).isCloseTo(at, within(3));
        checked++;
      }
      assertThat(checked).isGreaterThan(50);
    }
  }

  @ParameterizedTest
  @EnumSource(Rhythm.class)
  void isTheSameHoweverItIsCutIntoBlocks(Rhythm rhythm) {
    HeartScenario scenario = always(rhythm).withLeadOff(7, 2);
    Observed whole = observe(scenario, Lead.I, 257, 5, 30);
    SimulatedHeart heart = new SimulatedHeart(scenario, Lead.I, 257, 5);
    HeartTruth truth = new HeartTruth();
    List<Beat> beats = new ArrayList<>();
    float[] pieces = new float[whole.millivolts().length];

    int from = 0;
    for (int count = 1; from < pieces.length; count = Math.min(2 * count + 1, 1000)) {
      int length = Math.min(count, pieces.length - from);
      heart.read(pieces, from, length, truth);
      beats.addAll(truth.beats());
      for (int i = 0; i < length; i++) {
        assertThat(truth.beatClass(i)).isEqualTo(whole.truth().beatClass(from + i));
      }
      from += length;
    }

    assertThat(pieces).isEqualTo(whole.millivolts());
    assertThat(beats).isEqualTo(whole.beats());
    assertThat(heart.position()).isEqualTo(pieces.length);
  }

  @Test
  void seedsAreDifferentPatientsAndLeadsAreOneHeart() {
    HeartScenario scenario = always(Rhythm.VENTRICULAR_ECTOPY);
    Observed one = observe(scenario, Lead.I, 250, 1, 60);

    assertThat(observe(scenario, Lead.I, 250, 2, 60).beats()).isNotEqualTo(one.beats());
    assertThat(observe(scenario, Lead.II, 250, 1, 60).beats()).isEqualTo(one.beats());
    assertThat(observe(scenario, Lead.II, 250, 1, 60).millivolts()).isNotEqualTo(one.millivolts());
  }

  @Test
  void ventricularBeatsAreEarlyFollowedByAPauseAndAsManyAsAskedFor() {
    int ventricular = 0;
    int all = 0;
    for (int seed = 0; seed < PATIENTS; seed++) {
      Episode episode = new Episode(Rhythm.VENTRICULAR_ECTOPY, Double.POSITIVE_INFINITY, 0.25);
      Observed heart = observe(HeartScenario.of(episode), Lead.I, 500, seed, 200);
      List<Beat> beats = heart.beats();
      double[] intervals = heart.intervals();
      double sinus = Arrays.stream(intervals).sorted().toArray()[intervals.length / 2];
      all += beats.size();
      for (int i = 1; i + 1 < beats.size(); i++) {
        if (beats.get(i).beatClass() == BeatClass.VENTRICULAR) {
          ventricular++;
          assertThat(beats.get(i + 1).beatClass()).isEqualTo(BeatClass.NORMAL);
          assertThat(intervals[i - 1] / intervals[i]).isLessThan(0.6);
          assertThat(intervals[i - 1] + intervals[i]).isCloseTo(2 * sinus, within(0.35 * sinus));
        }
      }
    }

    assertThat((double) ventricular / all).isCloseTo(0.25, within(0.03));
  }

  @Test
  void ventricularComplexesAreWiderThanNormalOnes() {
    for (int seed = 0; seed < PATIENTS; seed++) {
      Observed heart = observe(always(Rhythm.VENTRICULAR_ECTOPY), Lead.I, 500, seed, 120);

      double normal = widthAtThirdOfHeight(averageBeat(heart, BeatClass.NORMAL));
      double ventricular = widthAtThirdOfHeight(averageBeat(heart, BeatClass.VENTRICULAR));

      assertThat(normal).isBetween(0.015, 0.05);
      assertThat(ventricular).isBetween(0.06, 0.16);
    }
  }

  @Test
  void pWavesPrecedeSinusBeatsOnly() {
    for (int seed = 0; seed < PATIENTS; seed++) {
      double sinus = atrialHeight(observe(always(Rhythm.SINUS), Lead.II, 250, seed, 120));
      double fast =
          atrialHeight(observe(always(Rhythm.SINUS_TACHYCARDIA), Lead.II, 250, seed, 120));
      double none =
          atrialHeight(observe(always(Rhythm.ATRIAL_FIBRILLATION), Lead.II, 250, seed, 240));

      assertThat(sinus).isGreaterThan(0.03);
      assertThat(fast).isGreaterThan(0.03);
      assertThat(Math.abs(none)).isLessThan(0.015);
    }
  }

  @Test
  void fibrillatoryWavesLieBetweenFourAndNineHertz() {
    for (int seed = 0; seed < PATIENTS; seed++) {
      FibrillatoryWaves waves = new FibrillatoryWaves(100, seed);
      double[] signal = new double[4000];
      double[] times = new double[signal.length];
      for (int i = 0; i < signal.length; i++) {
        signal[i] = waves.next();
        times[i] = i / 100.0;
      }

      double band = power(times, signal, 4, 9);
      double all = power(times, signal, 0.5, 30);

      assertThat(band / all).isGreaterThan(0.8);
      assertThat(mean(Arrays.stream(signal).map(Math::abs).toArray())).isBetween(0.01, 0.08);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {100, 250, 333.33, 500})
  void truthFollowsTheScenarioSampleBySample(double samplingRateHz) {
    HeartScenario scenario =
        HeartScenario.of(
                new Episode(Rhythm.SINUS, 10.5),
                new Episode(Rhythm.ATRIAL_FIBRILLATION, 8),
                new Episode(Rhythm.SINUS_BRADYCARDIA, 3))
            .withLeadOff(12, 4);

    Observed heart = observe(scenario, Lead.I, samplingRateHz, 9, 30);

    for (int i = 0; i < heart.millivolts().length; i++) {
      double seconds = i / samplingRateHz;
      Rhythm expected =
          seconds < 10.5
              ? Rhythm.SINUS
              : seconds < 18.5 ? Rhythm.ATRIAL_FIBRILLATION : Rhythm.SINUS_BRADYCARDIA;
      assertThat(heart.truth().rhythm(i)).isEqualTo(expected);
      assertThat(heart.truth().leadOff(i)).isEqualTo(seconds >= 12 && seconds < 16);
    }
  }

  @Test
  void aSampleBelongsToTheBeatWhosePWaveOrQrsComplexBeganLast() {
    HeartScenario scenario =
        HeartScenario.of(
            new Episode(Rhythm.SINUS, 20).with(Conduction.FIRST_DEGREE_BLOCK),
            new Episode(Rhythm.ATRIAL_ECTOPY, 20, 0.3)
                .with(StShift.depression(StTerritory.INFEROLATERAL, 0.1)),
            new Episode(Rhythm.ATRIAL_FIBRILLATION, 20).with(Conduction.LEFT_BUNDLE_BRANCH_BLOCK),
            new Episode(Rhythm.VENTRICULAR_ECTOPY, 20, 0.3)
                .with(StShift.elevation(StTerritory.ANTERIOR, 0.1)));
    Observed heart = observe(scenario, Lead.I, 200, 6, 80);
    HeartTruth truth = heart.truth();

    // A beat's P wave may begin in one episode and its QRS complex in the next.
    int next = 0;
    int checked = 0;
    for (int i = 0; i < truth.length(); i++) {
      while (next + 1 < heart.beats().size() && begins(heart.beats().get(next + 1)) <= i - 1) {
        next++;
      }
      Beat owner = heart.beats().get(next);
      boolean nearABorder =
          next + 1 < heart.beats().size() && begins(heart.beats().get(next + 1)) <= i + 1;
      if (i < begins(heart.beats().get(0)) + 1 || nearABorder) {
        continue;
      }
      assertThat(truth.beatClass(i)).isEqualTo(owner.beatClass());
      assertThat(truth.conduction(i)).isEqualTo(owner.conduction());
      assertThat(truth.st(i)).isEqualTo(owner.st());
      checked++;
    }
    assertThat(checked).isGreaterThan(15_000);
    assertThat(heart.beats())
        .extracting(Beat::code)
        .contains("N", "A", "V", "L")
        .doesNotContain("R");
    for (Beat beat : heart.beats()) {
      Episode episode = scenario.episodeAt(beat.sample() / 200.0);
      boolean ventricular = beat.beatClass() == BeatClass.VENTRICULAR;
      assertThat(beat.conduction())
          .isEqualTo(ventricular ? Conduction.NORMAL : episode.conduction());
      assertThat(beat.st()).isEqualTo(ventricular ? StState.LEVEL : episode.st().state());
      assertThat(Double.isNaN(beat.timing().atrialOnset()))
          .isEqualTo(ventricular || episode.rhythm() == Rhythm.ATRIAL_FIBRILLATION);
    }
  }

  private static double begins(Beat beat) {
    double onset =
        Double.isNaN(beat.timing().atrialOnset())
            ? beat.timing().ventricularOnset()
            : beat.timing().atrialOnset();
    return beat.sample() + onset * 200;
  }

  @Test
  void aLeadThatIsOffIsAFlatLineAndGoodOtherwise() {
    QualityAssessor assessor = new QualityAssessor();
    for (int seed = 0; seed < PATIENTS; seed++) {
      HeartScenario scenario = always(Rhythm.SINUS_BRADYCARDIA).withLeadOff(30, 30);
      float[] signal = observe(scenario, Lead.I, 125, seed, 60).millivolts();

      assertThat(assessor.assess(signal, 0, 30 * 125, 125).usableShare()).isEqualTo(1);
      assertThat(assessor.assess(signal, 30 * 125, 30 * 125, 125).issues())
          .containsExactly(Issue.FLAT_LINE);
    }
  }

  @Test
  void sizesAreThoseOfALeadIAtRest() {
    double[] heights = new double[60];
    double[] deviations = new double[heights.length];
    for (int seed = 0; seed < heights.length; seed++) {
      Observed heart = observe(always(Rhythm.SINUS), Lead.I, 100, seed, 20);
      heights[seed] = Arrays.stream(averageBeat(heart)).max().orElseThrow();
      double square = 0;
      for (float value : heart.millivolts()) {
        square += value * value;
      }
      deviations[seed] = Math.sqrt(square / heart.millivolts().length);
    }
    Arrays.sort(heights);
    Arrays.sort(deviations);

    // Of 400 normal recordings of PTB-XL: R wave 0.66 mV in the median, 0.25 to 1.24 mV from the
    // 5th
    // to the 95th percentile; deviation of the signal 0.121 mV, 0.069 to 0.209 mV.
    assertThat(heights[30]).isBetween(0.5, 0.8);
    assertThat(heights[3]).isBetween(0.2, 0.5);
    assertThat(heights[56]).isBetween(0.9, 1.5);
    assertThat(deviations[30]).isBetween(0.09, 0.15);
  }

  @Test
  void refusesWhatItCannotSimulate() {
    HeartScenario scenario = always(Rhythm.SINUS);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SimulatedHeart(scenario, new Lead("MLII"), 250, 1))
        .withMessageContaining("MLII");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SimulatedHeart(scenario, List.of(Lead.I, Lead.I), 250, 1))
        .withMessageContaining("twice");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Episode(Rhythm.ATRIAL_FIBRILLATION, 10).with(Conduction.FIRST_DEGREE_BLOCK))
        .withMessageContaining("P waves");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StShift.elevation(StTerritory.ANTERIOR, 0))
        .withMessageContaining("0.05 to 1 mV");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SimulatedHeart(scenario, Lead.I, 20, 1))
        .withMessageContaining("20.0 Hz");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Episode(Rhythm.SINUS, 10, 0.1))
        .withMessageContaining("0.1");
    assertThatIllegalArgumentException().isThrownBy(() -> new Episode(Rhythm.SINUS, 0));
    assertThatIllegalArgumentException().isThrownBy(HeartScenario::of);
  }

  private static double atrialHeight(Observed heart) {
    double[] beat = averageBeat(heart);
    int rate = (int) heart.samplingRateHz();
    int peak = rate * 3 / 10;
    double atrial = mean(Arrays.copyOfRange(beat, peak - rate * 16 / 100, peak - rate * 11 / 100));
    double still = mean(Arrays.copyOfRange(beat, peak - rate * 7 / 100, peak - rate * 5 / 100));
    return atrial - still;
  }

  private static double[] averageBeat(Observed heart) {
    return averageBeat(heart, BeatClass.NORMAL);
  }

  /** Mean of the beats from 0.3 s before to 0.5 s after the R peak. */
  private static double[] averageBeat(Observed heart, BeatClass beatClass) {
    int before = (int) (0.3 * heart.samplingRateHz());
    int after = (int) (0.5 * heart.samplingRateHz());
    double[] sum = new double[before + after];
    int count = 0;
    for (Beat beat : heart.beats()) {
      int from = (int) beat.sample() - before;
      if (beat.beatClass() != beatClass
          || from < 0
          || from + sum.length > heart.millivolts().length) {
        continue;
      }
      for (int i = 0; i < sum.length; i++) {
        sum[i] += heart.millivolts()[from + i];
      }
      count++;
    }
    int beats = count;
    assertThat(beats).isPositive();
    return Arrays.stream(sum).map(value -> value / beats).toArray();
  }

  /** Time around the R peak during which the complex is above a third of its height, at 500 Hz. */
  private static double widthAtThirdOfHeight(double[] beat) {
    int peak = 150;
    double height = Math.abs(beat[peak]);
    int left = peak;
    while (Math.abs(beat[left]) > height / 3) {
      left--;
    }
    int right = peak;
    while (Math.abs(beat[right]) > height / 3) {
      right++;
    }
    return (right - left) / 500.0;
  }

  /** Mean power of an unevenly sampled series between two frequencies, by its Fourier sum. */
  private static double power(double[] times, double[] values, double fromHz, double toHz) {
    double mean = mean(values);
    double span = times[times.length - 1] - times[0];
    double total = 0;
    for (double hz = fromHz; hz < toHz; hz += 0.5 / span) {
      double re = 0;
      double im = 0;
      for (int i = 0; i < times.length; i++) {
        double hann = 0.5 - 0.5 * Math.cos(2 * Math.PI * (times[i] - times[0]) / span);
        re += hann * (values[i] - mean) * Math.cos(2 * Math.PI * hz * times[i]);
        im += hann * (values[i] - mean) * Math.sin(2 * Math.PI * hz * times[i]);
      }
      total += re * re + im * im;
    }
    return total;
  }
}
