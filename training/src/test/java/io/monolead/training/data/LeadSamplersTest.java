// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.monolead.signal.LabelSpace;
import io.monolead.signal.Lead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Samplers that show other leads than the network's own. */
class LeadSamplersTest {
  private static final int RECORDINGS = 8;
  private static final int SAMPLES = 20;
  private static final int CROP = 5;

  @Test
  void anyLeadShowsEachLeadAboutEquallyOften() {
    AnyLeadSampler sampler =
        new AnyLeadSampler(
            List.of(constant(Lead.I, 1), constant(Lead.II, 2), constant(Lead.V2, 3)),
            4,
            CROP,
            Augmentation.NONE,
            7);
    int[] seen = new int[4];

    for (int epoch = 0; epoch < 300; epoch++) {
      sampler.forEachBatch(
          epoch,
          batch -> {
            for (int i = 0; i < batch.size(); i++) {
              float first = batch.inputs()[i * CROP];
              seen[(int) first]++;
              for (int k = 0; k < CROP; k++) {
                assertThat(batch.inputs()[i * CROP + k]).isEqualTo(first);
              }
              assertThat(batch.targets()[i]).isEqualTo(batch.rows()[i] % 2);
            }
          });
    }

    assertThat(sampler.stepsPerEpoch()).isEqualTo(2);
    for (int lead = 1; lead <= 3; lead++) {
      assertThat(seen[lead]).as("lead %d of %s", lead, Arrays.toString(seen)).isBetween(700, 900);
    }
  }

  @Test
  void everyEpochShowsEveryRecordingOnce() {
    Set<Integer> rows = new HashSet<>();
    mixed(0.5).forEachBatch(3, batch -> IntStream.of(batch.rows()).forEach(rows::add));

    assertThat(rows).hasSize(RECORDINGS);
  }

  @Test
  void mixingAddsTheOtherLeadByFactorsOfTheGivenDeviation() {
    List<Double> factors = new ArrayList<>();
    MixedLeadSampler sampler = mixed(0.2);

    for (int epoch = 0; epoch < 500; epoch++) {
      sampler.forEachBatch(
          epoch,
          batch -> {
            for (int i = 0; i < batch.size(); i++) {
              // The lead itself is 1 throughout, the other one 10.
              factors.add((batch.inputs()[i * CROP] - 1) / 10.0);
            }
          });
    }

    double mean = factors.stream().mapToDouble(f -> f).average().orElseThrow();
    double square = factors.stream().mapToDouble(f -> f * f).average().orElseThrow();
    assertThat(mean).isCloseTo(0, within(0.02));
    assertThat(Math.sqrt(square)).isCloseTo(0.2, within(0.01));
  }

  @Test
  void orderAndCropsAreThoseOfThePlainSampler() {
    List<Integer> plain = new ArrayList<>();
    List<Integer> mixed = new ArrayList<>();
    new BatchSampler(constant(Lead.I, 1), 4, CROP, Augmentation.NONE, 5)
        .forEachBatch(2, batch -> addPlaces(batch, plain));

    mixed(0.2).forEachBatch(2, batch -> addPlaces(batch, mixed));

    assertThat(mixed).isEqualTo(plain);
  }

  @Test
  void theSameEpochIsTheSameAgain() {
    List<float[]> first = new ArrayList<>();
    List<float[]> second = new ArrayList<>();
    mixed(0.2).forEachBatch(4, batch -> first.add(batch.inputs().clone()));
    mixed(0.2).forEachBatch(4, batch -> second.add(batch.inputs().clone()));

    assertThat(second).usingRecursiveComparison().isEqualTo(first);
  }

  @Test
  void leadsOfOtherRecordingsAreRefused() {
    WindowSet fewer = set(Lead.II, 2, RECORDINGS - 1);

    assertThatThrownBy(
            () ->
                new AnyLeadSampler(
                    List.of(constant(Lead.I, 1), fewer), 4, CROP, Augmentation.NONE, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("same recordings");
    assertThatThrownBy(
            () ->
                new MixedLeadSampler(
                    constant(Lead.I, 1), List.of(fewer), 0.1, 4, CROP, Augmentation.NONE, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("same recordings");
    assertThatThrownBy(
            () ->
                new MixedLeadSampler(
                    constant(Lead.I, 1), List.of(), 0.1, 4, CROP, Augmentation.NONE, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("spread above 0");
  }

  private static void addPlaces(Batch batch, List<Integer> places) {
    for (int i = 0; i < batch.size(); i++) {
      places.add(batch.rows()[i]);
      places.add(batch.starts()[i]);
    }
  }

  private static MixedLeadSampler mixed(double spread) {
    return new MixedLeadSampler(
        constant(Lead.I, 1), List.of(constant(Lead.II, 10)), spread, 4, CROP, Augmentation.NONE, 5);
  }

  private static WindowSet constant(Lead lead, float value) {
    return set(lead, value, RECORDINGS);
  }

  private static WindowSet set(Lead lead, float value, int recordings) {
    float[] signals = new float[recordings * SAMPLES];
    Arrays.fill(signals, value);
    float[] targets = new float[recordings];
    List<String> names = new ArrayList<>();
    for (int i = 0; i < recordings; i++) {
      targets[i] = i % 2;
      names.add("recording" + i);
    }
    return new WindowSet(
        new LabelSpace("superdiagnostic", List.of("NORM")),
        List.of(lead),
        100,
        SAMPLES,
        names,
        names,
        signals,
        targets);
  }
}
