// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.monolead.signal.LabelSpace;
import io.monolead.signal.Lead;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchSamplerTest {
  private static final int SAMPLES = 20;

  /** Two leads; the sample of recording r, lead l, at i is 1000 r + 100 l + i. */
  private static WindowSet counting(int count) {
    float[] signals = new float[count * 2 * SAMPLES];
    float[] targets = new float[count];
    for (int i = 0; i < signals.length; i++) {
      int row = i / (2 * SAMPLES);
      signals[i] = 1000 * row + 100 * (i / SAMPLES % 2) + i % SAMPLES;
      targets[row] = row % 2;
    }
    List<String> names = IntStream.range(0, count).mapToObj(Integer::toString).toList();
    return new WindowSet(
        new LabelSpace("t", List.of("odd")),
        List.of(Lead.I, Lead.II),
        100,
        SAMPLES,
        names,
        names,
        signals,
        targets);
  }

  private static List<float[]> inputs(BatchSampler sampler, int epoch) {
    List<float[]> inputs = new ArrayList<>();
    sampler.forEachBatch(epoch, batch -> inputs.add(batch.inputs().clone()));
    return inputs;
  }

  @Test
  void takesTheSameCropOfEveryLeadAndKeepsLabelsWithTheirWindows() {
    BatchSampler sampler = new BatchSampler(counting(10), 3, 8, Augmentation.NONE, 1);

    sampler.forEachBatch(
        0,
        batch -> {
          for (int window = 0; window < 3; window++) {
            int first = (int) batch.inputs()[window * 16];
            assertThat(batch.targets()[window]).isEqualTo(first / 1000 % 2);
            assertThat(first % 100).isBetween(0, 12);
            for (int i = 0; i < 8; i++) {
              assertThat(batch.inputs()[window * 16 + i]).isEqualTo(first + i);
              assertThat(batch.inputs()[window * 16 + 8 + i]).isEqualTo(first + 100 + i);
            }
          }
        });
  }

  @Test
  void showsEachRecordingAtMostOnceAnEpochAndLeavesOutWhatDoesNotFillABatch() {
    BatchSampler sampler = new BatchSampler(counting(10), 3, SAMPLES, Augmentation.NONE, 1);
    List<Integer> seen = new ArrayList<>();

    sampler.forEachBatch(
        0,
        batch -> {
          for (int window = 0; window < 3; window++) {
            seen.add((int) batch.inputs()[window * 2 * SAMPLES] / 1000);
          }
        });

    assertThat(sampler.stepsPerEpoch()).isEqualTo(3);
    assertThat(seen).hasSize(9).doesNotHaveDuplicates();
  }

  @Test
  void drawsTheSameForOneSeedAndEpochAndOtherwiseDifferently() {
    Augmentation all = new Augmentation(0.2, 0.1, 0.1, 0.05);
    List<float[]> first = inputs(new BatchSampler(counting(10), 5, 8, all, 1), 3);

    BatchSampler again = new BatchSampler(counting(10), 5, 8, all, 1);
    inputs(again, 0);
    assertThat(inputs(again, 3)).usingRecursiveComparison().isEqualTo(first);
    assertThat(inputs(again, 4).get(0)).isNotEqualTo(first.get(0));
    assertThat(inputs(new BatchSampler(counting(10), 5, 8, all, 2), 3).get(0))
        .isNotEqualTo(first.get(0));
    // Neighbouring seeds and epochs must not meet either.
    assertThat(inputs(new BatchSampler(counting(10), 5, 8, all, 2), 2).get(0))
        .isNotEqualTo(first.get(0));
  }

  @Test
  void scalesBothLeadsByOneGain() {
    BatchSampler sampler =
        new BatchSampler(counting(4), 4, SAMPLES, new Augmentation(0.3, 0, 0, 0), 1);
    WindowSet windows = counting(4);

    sampler.forEachBatch(
        0,
        batch -> {
          for (int window = 0; window < 4; window++) {
            int at = window * 2 * SAMPLES;
            float gain = batch.inputs()[at + SAMPLES + 1] - batch.inputs()[at + SAMPLES];
            int row = Math.round(batch.inputs()[at + 5] / gain / 1000);
            assertThat(gain).isBetween(0.2f, 5f).isNotEqualTo(1f);
            for (int i = 0; i < 2 * SAMPLES; i++) {
              assertThat(batch.inputs()[at + i])
                  .isEqualTo(gain * windows.signals()[row * 2 * SAMPLES + i], within(1f));
            }
          }
        });
  }

  @Test
  void stretchesTimeAroundTheMiddleAndLeavesThePastUntouched() {
    WindowSet windows = counting(2);
    float[] before = windows.signals().clone();
    BatchSampler sampler = new BatchSampler(windows, 2, SAMPLES, new Augmentation(0, 0, 0, 0.2), 1);

    sampler.forEachBatch(
        0,
        batch -> {
          // On a ramp a faster or slower clock shows as a slope of its speed; the middle stays.
          float slope = batch.inputs()[11] - batch.inputs()[10];
          assertThat(slope).isBetween(0.8f, 1.2f).isNotEqualTo(1f);
          assertThat((batch.inputs()[9] + batch.inputs()[10]) / 2 % 1000)
              .isEqualTo(9.5f, within(1e-3f));
        });
    assertThat(windows.signals()).isEqualTo(before);
  }

  @Test
  void refusesBatchesAndCropsThatDoNotFit() {
    assertThatThrownBy(() -> new BatchSampler(counting(4), 5, 8, Augmentation.NONE, 1))
        .hasMessageContaining("4, not 5");
    assertThatThrownBy(() -> new BatchSampler(counting(4), 2, 21, Augmentation.NONE, 1))
        .hasMessageContaining("20 samples, not 21");
    assertThatThrownBy(() -> new Augmentation(0, 0, 0, 0.5)).hasMessageContaining("stretch 0.5");
  }
}
