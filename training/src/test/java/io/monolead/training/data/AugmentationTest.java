// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.monolead.signal.LabelSpace;
import io.monolead.signal.Lead;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final int SAMPLES = 200;
  private static final Augmentation EARLIER = new Augmentation(0.2, 0.1, 0.1, 0.05);

  /** One recording whose neighbouring samples always differ. */
  private static WindowSet window(int leads) {
    float[] signals = new float[leads * SAMPLES];
    for (int i = 0; i < signals.length; i++) {
      signals[i] = (float) (3 * Math.sin(0.37 * i) + Math.sin(0.11 * i + 1));
    }
    return new WindowSet(
        new LabelSpace("t", List.of("any")),
        Lead.STANDARD.subList(0, leads),
        100,
        SAMPLES,
        List.of("r"),
        List.of("p"),
        signals,
        new float[] {1});
  }

  private static float[] copy(Augmentation augmentation, int leads, long seed) {
    float[] target = new float[leads * SAMPLES];
    augmentation.copy(window(leads), 0, 0, SAMPLES, target, 0, new SplittableRandom(seed));
    return target;
  }

  /** First and last sample that differ; empty if none does. */
  private static int[] changed(float[] before, float[] after) {
    int first = Arrays.mismatch(before, after);
    if (first < 0) {
      return new int[0];
    }
    int last = before.length - 1;
    while (before[last] == after[last]) {
      last--;
    }
    return new int[] {first, last};
  }

  @Test
  void drawsAsBeforeLeadOffCameWhereItIsNought() {
    // What the four older augmentations made of this window before there was a fifth.
    float[] made = copy(EARLIER, 2, 5);

    assertThat(new float[] {made[0], made[77], made[199], made[200], made[399]})
        .containsExactly(
            new float[] {1.1302631f, 0.02920678f, -4.925129f, -5.018262f, 1.096292f},
            within(1e-4f));
  }

  @Test
  void takesOneStretchOfTheSignalAwayAndLeavesTheRest() {
    float[] whole = copy(Augmentation.NONE, 1, 0);
    float largest = 0;
    for (float sample : whole) {
      largest = Math.max(largest, Math.abs(sample));
    }
    int untouched = 0;
    int held = 0;
    int above = 0;
    int below = 0;
    int longest = 0;
    for (int seed = 0; seed < 2000; seed++) {
      float[] patched = copy(new Augmentation(0, 0, 0, 0, 0.3), 1, seed);
      int[] changed = changed(whole, patched);
      if (changed.length == 0) {
        untouched++;
        continue;
      }
      float level = patched[changed[0]];
      longest = Math.max(longest, changed[1] - changed[0] + 1);
      for (int i = changed[0]; i <= changed[1]; i++) {
        assertThat(patched[i]).isEqualTo(level);
      }
      if (Math.abs(level) < largest) {
        held++;
        // The first sample of a held stretch is still its own.
        assertThat(level).isEqualTo(whole[changed[0] - 1]);
      } else {
        above += level > 0 ? 1 : 0;
        below += level < 0 ? 1 : 0;
        assertThat(Math.abs(level)).isBetween(largest, 3 * largest);
      }
    }

    // 60 samples are 30 %. A held stretch of one sample changes nothing.
    assertThat(longest).isBetween(57, 60);
    assertThat(untouched).isBetween(900, 1100);
    assertThat(held).isBetween(400, 600);
    assertThat(above).isBetween(200, 300);
    assertThat(below).isBetween(200, 300);
  }

  @Test
  void takesTheSignalFromWhatTheOtherAugmentationsMade() {
    // One lead: everything else has been drawn by the time the stretch is.
    for (int seed = 0; seed < 200; seed++) {
      float[] older = copy(EARLIER, 1, seed);
      float[] patched = copy(new Augmentation(0.2, 0.1, 0.1, 0.05, 0.3), 1, seed);
      int[] changed = changed(older, patched);

      assertThat(changed.length == 0 || changed[1] - changed[0] < 60).isTrue();
      for (int i = changed.length == 0 ? SAMPLES : changed[0] + 1; i < SAMPLES; i++) {
        assertThat(patched[i]).isEqualTo(i <= changed[1] ? patched[changed[0]] : older[i]);
      }
    }
  }

  @Test
  void takesEachLeadOffByItself() {
    float[] whole = copy(Augmentation.NONE, 2, 0);
    int[] leadsOff = new int[3];
    for (int seed = 0; seed < 400; seed++) {
      float[] patched = copy(new Augmentation(0, 0, 0, 0, 0.5), 2, seed);
      int off = 0;
      for (int lead = 0; lead < 2; lead++) {
        int from = lead * SAMPLES;
        off += Arrays.equals(whole, from, from + SAMPLES, patched, from, from + SAMPLES) ? 0 : 1;
      }
      leadsOff[off]++;
    }

    assertThat(leadsOff[0]).isBetween(60, 140);
    assertThat(leadsOff[1]).isBetween(150, 250);
    assertThat(leadsOff[2]).isBetween(60, 140);
  }

  @Test
  void isWrittenAsEverWithoutLeadOffAndReadsBackEitherWay() throws Exception {
    ObjectMapper json = new ObjectMapper();
    Augmentation with = new Augmentation(0.2, 0.1, 0.1, 0.05, 0.3);

    assertThat(json.writeValueAsString(EARLIER))
        .isEqualTo("{\"gainSpread\":0.2,\"wander\":0.1,\"noise\":0.1,\"stretch\":0.05}");
    assertThat(json.readValue(json.writeValueAsString(EARLIER), Augmentation.class))
        .isEqualTo(EARLIER);
    assertThat(json.readValue(json.writeValueAsString(with), Augmentation.class)).isEqualTo(with);
  }

  @Test
  void refusesToTakeMostOfALeadAway() {
    assertThatThrownBy(() -> new Augmentation(0, 0, 0, 0, 0.6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lead-off share at most 0.5")
        .hasMessageContaining("lead off 0.6");
    assertThatThrownBy(() -> new Augmentation(0, 0, 0, 0, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
