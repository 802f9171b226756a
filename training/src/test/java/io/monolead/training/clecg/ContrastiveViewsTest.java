// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.clecg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.monolead.training.data.WindowSet;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ContrastiveViewsTest {
  private static final WindowSet WINDOWS = CountingWindows.of(4, 100);
  private static final CropAndResize CROP = new CropAndResize(0.6);
  private static final WaveletPerturbation DISTURBED =
      new WaveletPerturbation(Wavelet.DB4, 2, 0.5, 0.2);
  private static final WaveletPerturbation UNDISTURBED =
      new WaveletPerturbation(Wavelet.DB4, 2, 0, 0);

  private static ContrastiveViews views(WaveletPerturbation perturbation, long seed) {
    return new ContrastiveViews(WINDOWS, 64, CROP, perturbation, seed);
  }

  private static float[] pair(ContrastiveViews views, int epoch, int row) {
    float[] target = new float[2 * views.stride()];
    views.copy(epoch, row, target, 0, views.stride());
    return target;
  }

  @Test
  void makesTwoDifferentViewsOfOneRecording() {
    float[] pair = pair(views(UNDISTURBED, 1), 0, 3);

    for (int view = 0; view < 2; view++) {
      for (int i = 0; i < 64; i++) {
        // Recording 3: lead I counts from 30000, lead II from 35000, both at the same time.
        assertThat(pair[view * 128 + i]).isBetween(29999.9f, 30099.1f);
        assertThat(pair[view * 128 + 64 + i] - pair[view * 128 + i])
            .isEqualTo(5000f, within(0.02f));
      }
    }
    assertThat(Arrays.copyOf(pair, 128)).isNotEqualTo(Arrays.copyOfRange(pair, 128, 256));
  }

  @Test
  void disturbsEachLeadOfEachViewByItself() {
    float[] calm = pair(views(UNDISTURBED, 1), 0, 3);
    float[] rough = pair(views(DISTURBED, 1), 0, 3);

    // The first view is cropped before anything else is drawn, hence at the same place.
    float[] firstLead = new float[64];
    float[] secondLead = new float[64];
    for (int i = 0; i < 64; i++) {
      firstLead[i] = rough[i] - calm[i];
      secondLead[i] = rough[64 + i] - calm[64 + i];
    }
    assertThat(firstLead).isNotEqualTo(new float[64]);
    assertThat(secondLead).isNotEqualTo(new float[64]);
    assertThat(firstLead).isNotEqualTo(secondLead);
  }

  @Test
  void followFromSeedEpochAndRowWhateverWasDrawnBefore() {
    float[] expected = pair(views(DISTURBED, 7), 5, 2);
    ContrastiveViews again = views(DISTURBED, 7);
    pair(again, 0, 1);
    pair(again, 5, 3);

    assertThat(pair(again, 5, 2)).isEqualTo(expected);
  }

  @Test
  void differBetweenNeighbouringSeedsEpochsAndRows() {
    // One recording under every row, so that only what is drawn can differ.
    float[] signals = new float[4 * 200];
    for (int i = 0; i < signals.length; i++) {
      signals[i] = (float) Math.sin(0.2 * (i % 200));
    }
    WindowSet same =
        new WindowSet(
            WINDOWS.labelSpace(),
            WINDOWS.leads(),
            100,
            100,
            WINDOWS.recordings(),
            WINDOWS.patients(),
            signals,
            WINDOWS.targets());
    float[][] pairs = new float[8][];
    for (int i = 0; i < 8; i++) {
      ContrastiveViews views = new ContrastiveViews(same, 64, CROP, DISTURBED, i / 4);
      pairs[i] = pair(views, i / 2 % 2, i % 2);
    }

    for (int i = 0; i < 8; i++) {
      for (int j = 0; j < i; j++) {
        assertThat(pairs[i]).isNotEqualTo(pairs[j]);
      }
    }
  }

  @Test
  void refuseLengthsAndLevelsThatRecordingsDoNotHave() {
    assertThatThrownBy(() -> new ContrastiveViews(WINDOWS, 101, CROP, DISTURBED, 1))
        .hasMessageContaining("100 samples, not 101");
    assertThatThrownBy(
            () ->
                new ContrastiveViews(
                    WINDOWS, 64, CROP, new WaveletPerturbation(Wavelet.DB4, 4, 0, 0), 1))
        .hasMessageContaining("64 samples have at most 3 levels of DB4, not 4");
  }
}
