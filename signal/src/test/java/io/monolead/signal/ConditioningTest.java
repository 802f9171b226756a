// SPDX-License-Identifier: Apache-2.0
package io.monolead.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConditioningTest {
  private static final float NAN = Float.NaN;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static float[] condition(float[] window, ConditioningStep... steps) {
    return condition(new Conditioning(100, List.of(steps)), 100, window, window.length);
  }

  private static float[] condition(
      Conditioning conditioning, double sourceRateHz, float[] window, int targetSamples) {
    float[] target = new float[targetSamples];
    conditioning.forSource(sourceRateHz, window.length, targetSamples).apply(window, 0, target, 0);
    return target;
  }

  static Stream<String> filters() {
    return GoldenFile.lines("filter.txt");
  }

  @ParameterizedTest
  @MethodSource("filters")
  void filtersAsSciPyDoes(String line) {
    String[] golden = GoldenFile.fields(line);
    double cutoffHz = Double.parseDouble(golden[1]);
    int order = Integer.parseInt(golden[2]);
    boolean zeroPhase = Boolean.parseBoolean(golden[3]);
    ConditioningStep step =
        golden[0].equals("high-pass")
            ? new ConditioningStep.HighPass(cutoffHz, order, zeroPhase)
            : new ConditioningStep.LowPass(cutoffHz, order, zeroPhase);

    float[] actual = condition(SyntheticSignal.of(200, 100), step);

    assertThat(actual).containsExactly(GoldenFile.numbers(golden, 4), within(1e-6f));
  }

  @Test
  void resamplesAsSciPyDoesWithTheMeanKeptOut() {
    float[] window = SyntheticSignal.of(1080, 360);
    for (int i = 0; i < window.length; i++) {
      window[i] += 3;
    }

    float[] actual = condition(new Conditioning(100, List.of()), 360, window, 300);

    float[] expected =
        GoldenFile.numbers(
            GoldenFile.fields(GoldenFile.lines("resample-mean.txt").findFirst().orElseThrow()), 0);
    assertThat(actual).containsExactly(expected, within(3e-6f));
  }

  @Test
  void interpolatesMissingSamplesAndHoldsTheEnds() {
    float[] actual =
        condition(new float[] {NAN, NAN, 1, NAN, NAN, NAN, 3, Float.POSITIVE_INFINITY, NAN});

    assertThat(actual).containsExactly(1, 1, 1, 1.5f, 2, 2.5f, 3, 3, 3);
  }

  @Test
  void aWindowOfMissingSamplesIsAllZeros() {
    float[] actual = condition(new float[] {NAN, NAN, NAN}, new ConditioningStep.Standardise(0.01));

    assertThat(actual).containsExactly(0, 0, 0);
  }

  @Test
  void missingSamplesAreFilledBeforeResampling() {
    float[] window = new float[1000];
    for (int i = 0; i < window.length; i++) {
      window[i] = i % 7 == 3 ? NAN : i / 100f;
    }

    float[] actual = condition(new Conditioning(100, List.of()), 500, window, 200);

    for (int i = 20; i < 180; i++) {
      assertThat(actual[i]).isCloseTo(i / 20f, within(0.01f));
    }
  }

  @Property(tries = 200)
  void leavesNothingMissingAndNothingInfinite(
      @ForAll @Size(200) float[] window, @ForAll @IntRange(min = 2, max = 9) int kept) {
    // The arbitrary floats reach 3e38; a device of 16 bits and any resolution stays below 1e9 mV.
    for (int i = 0; i < window.length; i++) {
      window[i] = i % kept == 0 ? window[i] % 1e9f : NAN;
    }
    float[] actual =
        condition(
            new Conditioning(
                100,
                List.of(
                    new ConditioningStep.HighPass(0.5, 2, true),
                    new ConditioningStep.LowPass(40, 3, false),
                    new ConditioningStep.Standardise(0.01))),
            200,
            window,
            100);

    for (float value : actual) {
      assertThat(value).isFinite();
    }
  }

  @Test
  void standardisesWithAFloorUnderTheDeviation() {
    // mean 2, population deviation 1
    assertThat(condition(new float[] {1, 3, 1, 3}, new ConditioningStep.Standardise(0.5)))
        .containsExactly(-1, 1, -1, 1);
    assertThat(condition(new float[] {1, 3, 1, 3}, new ConditioningStep.Standardise(4)))
        .containsExactly(-0.25f, 0.25f, -0.25f, 0.25f);
  }

  @Test
  void runsStepsInTheirOrder() {
    float[] actual =
        condition(
            new float[] {0, 4, 8},
            new ConditioningStep.RemoveMean(),
            new ConditioningStep.Clip(-3, 2),
            new ConditioningStep.Scale(1, 2));

    assertThat(actual).containsExactly(-2, -0.5f, 0.5f);
  }

  @Test
  void roundingOfTheDurationCostsAtMostOneSample() {
    // 3333 samples at 1000/3 Hz are 999.9 samples at 100 Hz.
    Conditioning conditioning = new Conditioning(100, List.of());
    float[] window = SyntheticSignal.of(3333, 1000 / 3.0);

    float[] exact = condition(conditioning, 1000 / 3.0, window, 1000);
    float[] longer = condition(conditioning, 1000 / 3.0, window, 1001);
    float[] shorter = condition(conditioning, 1000 / 3.0, window, 999);

    assertThat(longer).startsWith(exact).endsWith(exact[999], exact[999]);
    assertThat(exact).startsWith(shorter);
  }

  @Test
  void refusesAWindowOfAnotherDuration() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Conditioning(100, List.of()).forSource(500, 4000, 1000))
        .withMessage("4000 samples at 500.0 Hz are 800 at 100.0 Hz, but the network takes 1000");
  }

  @Test
  void refusesAWindowTooShortToFilterBothWays() {
    Conditioning conditioning =
        new Conditioning(100, List.of(new ConditioningStep.HighPass(0.5, 2, true)));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> conditioning.forSource(100, 9, 9))
        .withMessageContaining("9 samples is too short");
  }

  @Test
  void writesNothingOutsideTheTargetAndLeavesTheSourceAlone() {
    float[] source = SyntheticSignal.of(220, 100);
    source[30] = NAN;
    float[] before = source.clone();
    float[] target = new float[202];
    Conditioner conditioner =
        new Conditioning(100, List.of(new ConditioningStep.HighPass(0.5, 2, true)))
            .forSource(100, 200, 200);

    conditioner.apply(source, 10, target, 1, conditioner.newScratch());

    assertThat(source).isEqualTo(before);
    assertThat(target[0]).isZero();
    assertThat(target[201]).isZero();
    assertThat(target[1]).isNotZero();
  }

  @Test
  void reusedScratchGivesTheSameBits() {
    Conditioner conditioner =
        new Conditioning(100, List.of(new ConditioningStep.LowPass(30, 3, true)))
            .forSource(500, 1000, 200);
    Conditioner.Scratch scratch = conditioner.newScratch();
    float[] window = SyntheticSignal.of(1000, 500);
    float[] first = new float[200];
    float[] other = new float[200];
    float[] second = new float[200];

    conditioner.apply(window, 0, first, 0, scratch);
    conditioner.apply(SyntheticSignal.of(1000, 77), 0, other, 0, scratch);
    conditioner.apply(window, 0, second, 0, scratch);

    assertThat(second).isEqualTo(first).isNotEqualTo(other);
  }

  @Test
  void survivesARoundTripThroughJson() throws JsonProcessingException {
    Conditioning conditioning =
        new Conditioning(
            100,
            List.of(
                new ConditioningStep.RemoveMean(),
                new ConditioningStep.HighPass(0.5, 2, true),
                new ConditioningStep.LowPass(40, 4, false),
                new ConditioningStep.Standardise(0.02),
                new ConditioningStep.Scale(-0.01, 0.2),
                new ConditioningStep.Clip(-20, 20)));

    String json = JSON.writeValueAsString(conditioning);

    assertThat(JSON.readValue(json, Conditioning.class)).isEqualTo(conditioning);
    assertThat(json)
        .contains("{\"kind\":\"remove-mean\"}")
        .contains("{\"kind\":\"high-pass\",\"cutoffHz\":0.5,\"order\":2,\"zeroPhase\":true}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'kind':'wavelet'} | wavelet",
        "{'cutoffHz':1} | kind",
        "{'kind':'clip','low':1} | high",
        "{'kind':'clip','low':2,'high':1} | low must be below high",
        "{'kind':'remove-mean','window':3} | window",
        "{'kind':'high-pass','cutoffHz':0,'order':2,'zeroPhase':true} | cutoffHz",
        "{'kind':'high-pass','cutoffHz':1,'order':9,'zeroPhase':true} | order must be 1 to 8",
        "{'kind':'low-pass','cutoffHz':50,'order':2,'zeroPhase':true} | below half",
        "{'kind':'standardise','floor':-1} | floor",
        "{'kind':'scale','mean':0,'deviation':0} | deviation"
      })
  void refusesABadStepAndNamesWhatIsWrong(String step, String named) {
    String json = ("{'samplingRateHz':100,'steps':[" + step + "]}").replace('\'', '"');

    assertThatThrownBy(() -> JSON.readValue(json, Conditioning.class))
        .isInstanceOf(JsonProcessingException.class)
        .hasMessageContaining(named);
  }
}
