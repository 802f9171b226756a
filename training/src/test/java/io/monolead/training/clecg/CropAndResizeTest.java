// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.clecg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.monolead.training.data.WindowSet;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CropAndResizeTest {
  private static final WindowSet WINDOWS = CountingWindows.of(3, 100);

  @Test
  void stretchesTheSamePartOfBothLeadsFromFirstToLastSample() {
    Set<Integer> lengths = new HashSet<>();
    Set<Integer> starts = new HashSet<>();
    Set<Integer> ends = new HashSet<>();
    for (int seed = 0; seed < 2000; seed++) {
      float[] target = new float[3 + 2 * 80];

      new CropAndResize(0.5).copy(WINDOWS, 2, 80, target, 3, new SplittableRandom(seed));

      float first = target[3] - 20000;
      float last = target[3 + 79] - 20000;
      assertThat(first).isEqualTo(Math.round(first)).isBetween(0f, 60f);
      assertThat(last).isEqualTo(Math.round(last)).isBetween(first + 39, 99f);
      // On a ramp the course between both is straight.
      for (int i = 0; i < 80; i++) {
        float expected = 20000 + first + i * (last - first) / 79;
        assertThat(target[3 + i]).isEqualTo(expected, within(5e-3f));
        assertThat(target[3 + 80 + i]).isEqualTo(expected + 5000, within(5e-3f));
      }
      assertThat(target[2]).as("before the view").isZero();
      lengths.add((int) (last - first) + 1);
      starts.add((int) first);
      ends.add((int) last);
    }

    // All lengths from 40 to 80, from the recording's first sample to its last.
    assertThat(lengths).hasSize(41).contains(40, 80);
    assertThat(starts).contains(0, 10, 20, 30, 40, 50);
    assertThat(ends).contains(99, 89, 79, 69, 59, 49);
  }

  @Test
  void copiesWhatItMayNotStretch() {
    float[] target = new float[200];

    new CropAndResize(1).copy(WINDOWS, 1, 100, target, 0, new SplittableRandom(1));

    for (int i = 0; i < 200; i++) {
      assertThat(target[i]).isEqualTo(WINDOWS.signals()[200 + i]);
    }
  }

  @Test
  void holdsTheOneSampleOfTheShortestCrop() {
    float[] target = new float[4];

    new CropAndResize(0.1).copy(WINDOWS, 0, 2, target, 0, new SplittableRandom(0));

    // Two samples are wanted: of a crop of one they are equal, of two they are neighbours.
    assertThat(target[1] - target[0]).isIn(0f, 1f);
  }

  @Test
  void refusesSharesOutsideOfNoughtAndOne() {
    assertThatThrownBy(() -> new CropAndResize(0)).hasMessageContaining("not 0.0");
    assertThatThrownBy(() -> new CropAndResize(1.1)).hasMessageContaining("not 1.1");
    assertThatThrownBy(() -> new CropAndResize(Double.NaN)).hasMessageContaining("not NaN");
  }
}
