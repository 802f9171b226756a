// SPDX-License-Identifier: Apache-2.0
package io.monolead.connectors.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.monolead.connectors.generator.ElectrodeNoisePlan.Disturbance;
import io.monolead.connectors.generator.HeartScenario.LeadOff;
import io.monolead.signal.Lead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TwelveLeadsTest {
  private static final double EXACT = 1e-9;

  @Provide
  Arbitrary<HeartScenario> scenarios() {
    Arbitrary<Episode> episodes =
        Combinators.combine(
                Arbitraries.of(Rhythm.class),
                Arbitraries.of(Conduction.class),
                Arbitraries.of(StTerritory.class),
                Arbitraries.of(StState.class),
                Arbitraries.doubles().between(1, 6))
            .as(
                (rhythm, conduction, territory, state, seconds) -> {
                  boolean noAtria =
                      rhythm == Rhythm.ATRIAL_FIBRILLATION
                          && conduction == Conduction.FIRST_DEGREE_BLOCK;
                  return new Episode(rhythm, seconds)
                      .with(noAtria ? Conduction.NORMAL : conduction)
                      .with(
                          state == StState.LEVEL
                              ? StShift.NONE
                              : new StShift(state, territory, 0.2));
                });
    Arbitrary<Disturbance> disturbances =
        Combinators.combine(
                Arbitraries.doubles().between(0, 10), Arbitraries.doubles().between(0, 30))
            .as(
                (from, level) ->
                    new Disturbance(from, 3, new NoiseLevels(level, level, level, level)));
    return Combinators.combine(
            episodes.list().ofMinSize(1).ofMaxSize(4),
            disturbances.list().ofMaxSize(2),
            Arbitraries.of(50.0, 60.0),
            Arbitraries.of(true, false))
        .as(
            (list, noise, hz, off) -> {
              HeartScenario scenario =
                  HeartScenario.of(list.toArray(Episode[]::new))
                      .withNoise(new ElectrodeNoisePlan(hz, NoiseLevels.RESTING, noise));
              return off ? scenario.withLeadOff(4, 1.5) : scenario;
            });
  }

  @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
  void einthovensAndGoldbergersRelationsHoldInEverySampleWithNoise(
      @ForAll("scenarios") HeartScenario scenario,
      @ForAll long seed,
      @ForAll @IntRange(min = 50, max = 1000) int rateHz) {
    int samples = 12 * rateHz;
    double[][] leads = new double[12][samples];
    new SimulatedHeart(scenario, Lead.STANDARD, rateHz, seed).read(leads, 0, samples, null);

    for (int i = 0; i < samples; i++) {
      double one = leads[0][i];
      double two = leads[1][i];
      assertThat(Math.abs(leads[2][i] - (two - one))).isLessThan(EXACT);
      assertThat(Math.abs(leads[3][i] + (one + two) / 2)).isLessThan(EXACT);
      assertThat(Math.abs(leads[4][i] - (one - two / 2))).isLessThan(EXACT);
      assertThat(Math.abs(leads[5][i] - (two - one / 2))).isLessThan(EXACT);
    }
  }

  /** Devices that each see one lead must agree as the leads of one device do. */
  @Property(tries = 12, shrinking = ShrinkingMode.OFF)
  void aLeadIsTheSameByItselfAndAmongTwelve(
      @ForAll("scenarios") HeartScenario scenario, @ForAll long seed) {
    int samples = 12 * 250;
    double[][] all = new double[12][samples];
    new SimulatedHeart(scenario, Lead.STANDARD, 250, seed).read(all, 0, samples, null);
    for (int lead = 0; lead < all.length; lead++) {
      double[][] alone = new double[1][samples];
      new SimulatedHeart(scenario, Lead.STANDARD.get(lead), 250, seed)
          .read(alone, 0, samples, null);
      for (int i = 0; i < samples; i++) {
        assertThat(alone[0][i]).isCloseTo(all[lead][i], within(EXACT));
      }
    }
  }

  @Test
  void aHeartWithoutNoiseIsOneDipoleInThreeDimensionsAndNoLess() {
    HeartScenario scenario =
        HeartScenario.of(
                new Episode(Rhythm.VENTRICULAR_ECTOPY, 10),
                new Episode(Rhythm.ATRIAL_FIBRILLATION, 10),
                new Episode(Rhythm.SINUS, 10).with(Conduction.RIGHT_BUNDLE_BRANCH_BLOCK))
            .withNoise(ElectrodeNoisePlan.NONE);
    List<Lead> measured =
        List.of(Lead.I, Lead.II, Lead.V2, Lead.V1, Lead.V3, Lead.V4, Lead.V5, Lead.V6);
    double[][] leads = new double[8][30 * 250];
    new SimulatedHeart(scenario, measured, 250, 4).read(leads, 0, 30 * 250, null);

    // Gram-Schmidt: three leads span all eight, two do not span the third.
    List<double[]> basis = new ArrayList<>();
    for (int lead = 0; lead < 8; lead++) {
      double[] rest = leads[lead].clone();
      for (double[] unit : basis) {
        double dot = 0;
        for (int i = 0; i < rest.length; i++) {
          dot += rest[i] * unit[i];
        }
        for (int i = 0; i < rest.length; i++) {
          rest[i] -= dot * unit[i];
        }
      }
      double size = norm(rest);
      if (lead < 3) {
        assertThat(size).isGreaterThan(0.2 * norm(leads[lead]));
        for (int i = 0; i < rest.length; i++) {
          rest[i] /= size;
        }
        basis.add(rest);
      } else {
        assertThat(size).isLessThan(1e-9 * norm(leads[lead]));
      }
    }
  }

  private static double norm(double[] values) {
    double square = 0;
    for (double value : values) {
      square += value * value;
    }
    return Math.sqrt(square);
  }

  /**
   * Medians of 150 recordings of PTB-XL with the statement NORM, 100 Hz: per recording the median
   * over five stretches of two seconds of the highest and the lowest value.
   */
  @ParameterizedTest
  @CsvSource({
    "I, 0.60, NaN",
    "II, 0.89, NaN",
    "V1, NaN, -0.87",
    "V2, NaN, -1.37",
    "V3, 0.82, -0.78",
    "V4, 1.24, NaN",
    "V5, 1.28, NaN",
    "V6, 1.12, NaN"
  })
  void leadsAreAsHighAndAsDeepAsThoseOfHealthyAdults(String name, double high, double low) {
    double[] highest = new double[60];
    double[] lowest = new double[60];
    for (int seed = 0; seed < 60; seed++) {
      SimulatedHeart heart =
          new SimulatedHeart(
              HeartScenario.of(new Episode(Rhythm.SINUS, 10)), Lead.parse(name), 100, seed);
      double[] highs = new double[5];
      double[] lows = new double[5];
      for (int i = 0; i < 5; i++) {
        float[] stretch = heart.next(200);
        Arrays.sort(stretch);
        highs[i] = stretch[199] - stretch[100];
        lows[i] = stretch[0] - stretch[100];
      }
      highest[seed] = median(highs);
      lowest[seed] = median(lows);
    }

    if (!Double.isNaN(high)) {
      assertThat(median(highest) / high).isBetween(0.6, 1.5);
    }
    if (!Double.isNaN(low)) {
      assertThat(median(lowest) / low).isBetween(0.6, 1.5);
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  @Test
  void isTheSameHoweverItIsCutIntoBlocks() {
    HeartScenario scenario =
        HeartScenario.of(
                new Episode(Rhythm.SINUS, 5).with(Conduction.LEFT_BUNDLE_BRANCH_BLOCK),
                new Episode(Rhythm.ATRIAL_ECTOPY, 7),
                new Episode(Rhythm.ATRIAL_FIBRILLATION, 6)
                    .with(StShift.depression(StTerritory.INFEROLATERAL, 0.2)))
            .withLeadOff(new LeadOff(8, 3, Set.of(Electrode.LL, Electrode.V3)))
            .withNoise(
                ElectrodeNoisePlan.RESTING.with(
                    new Disturbance(2, 11, new NoiseLevels(3, 4, 8, 2))));
    int samples = 20 * 333;
    double[][] whole = new double[12][samples];
    HeartTruth wholeTruth = new HeartTruth();
    new SimulatedHeart(scenario, Lead.STANDARD, 333, 5).read(whole, 0, samples, wholeTruth);
    double[][] pieces = new double[12][samples];
    SimulatedHeart heart = new SimulatedHeart(scenario, Lead.STANDARD, 333, 5);
    HeartTruth truth = new HeartTruth();
    List<Beat> beats = new ArrayList<>();
    int from = 0;
    for (int count = 1; from < samples; count = Math.min(2 * count + 1, 700)) {
      int length = Math.min(count, samples - from);
      heart.read(pieces, from, length, truth);
      beats.addAll(truth.beats());
      for (int i = 0; i < length; i++) {
        assertThat(truth.labels(i)).isEqualTo(wholeTruth.labels(from + i));
        assertThat(truth.conduction(i)).isEqualTo(wholeTruth.conduction(from + i));
        assertThat(truth.st(i)).isEqualTo(wholeTruth.st(from + i));
        assertThat(truth.leadOff(i)).isEqualTo(wholeTruth.leadOff(from + i));
      }
      from += length;
    }

    assertThat(pieces).isDeepEqualTo(whole);
    assertThat(beats).isEqualTo(wholeTruth.beats());
  }

  @Test
  void anElectrodeThatIsOffStillsTheLeadsThatNeedItAndNoOthers() {
    HeartScenario scenario =
        HeartScenario.of(new Episode(Rhythm.SINUS, 30))
            .withLeadOff(new LeadOff(10, 10, Set.of(Electrode.LL)))
            .withLeadOff(new LeadOff(20, 10, Set.of(Electrode.V4)));
    double[][] leads = new double[12][30 * 250];
    new SimulatedHeart(scenario, Lead.STANDARD, 250, 8).read(leads, 0, 30 * 250, null);

    for (int lead = 0; lead < 12; lead++) {
      Lead name = Lead.STANDARD.get(lead);
      boolean withLeg = !name.equals(Lead.I);
      assertThat(range(leads[lead], 0, 10)).isGreaterThan(0.1);
      assertThat(range(leads[lead], 10, 20) < 0.01).as("%s", name).isEqualTo(withLeg);
      assertThat(range(leads[lead], 20, 30) < 0.01).as("%s", name).isEqualTo(name.equals(Lead.V4));
    }
  }

  private static double range(double[] signal, int fromSeconds, int toSeconds) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = fromSeconds * 250; i < toSeconds * 250; i++) {
      low = Math.min(low, signal[i]);
      high = Math.max(high, signal[i]);
    }
    return high - low;
  }
}
