// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.clecg;

import io.monolead.training.data.WindowSet;
import java.util.SplittableRandom;

/**
 * Makes the two changed views of a recording that contrastive pre-training brings together: each a
 * random stretch, resized, with disturbed details.
 *
 * <p>The views of a recording follow from seed, epoch and row alone, whatever was drawn before, so
 * that a resumed training sees those of an uninterrupted one.
 */
public final class ContrastiveViews {
  private final WindowSet windows;
  private final int samples;
  private final CropAndResize crop;
  private final WaveletPerturbation perturbation;
  private final long seed;

  /**
   * Prepares to make views.
   *
   * @param windows the recordings; their labels are not looked at
   * @param samples length of a view, at most that of a recording
   * @param crop how a stretch is chosen
   * @param perturbation how its details are disturbed
   * @param seed seed of all views
   */
  public ContrastiveViews(
      WindowSet windows,
      int samples,
      CropAndResize crop,
      WaveletPerturbation perturbation,
      long seed) {
    if (samples < 1 || samples > windows.windowSamples()) {
      throw new IllegalArgumentException(
          "A view must be from 1 to the recording's "
              + windows.windowSamples()
              + " samples, not "
              + samples);
    }
    int deepest = perturbation.wavelet().deepestLevel(samples);
    if (perturbation.levels() > deepest) {
      throw new IllegalArgumentException(
          "Views of "
              + samples
              + " samples have at most "
              + deepest
              + " levels of "
              + perturbation.wavelet()
              + ", not "
              + perturbation.levels());
    }
    this.windows = windows;
    this.samples = samples;
    this.crop = crop;
    this.perturbation = perturbation;
    this.seed = seed;
  }

  /** Samples of one view, all leads together. */
  public int stride() {
    return windows.leads().size() * samples;
  }

  /**
   * Makes both views of a recording.
   *
   * @param epoch counted from 0
   * @param row the recording
   * @param target receives two views {@code [lead][sample]}, flat
   * @param first where in {@code target} the first view begins
   * @param second where in {@code target} the second view begins
   */
  public void copy(int epoch, int row, float[] target, int first, int second) {
    // Mixed rather than added, or row 1 of epoch 0 would share its views with row 0 of epoch 1.
    long ofEpoch = mixed(mixed(seed) + epoch);
    SplittableRandom random = new SplittableRandom(mixed(ofEpoch + row));
    view(row, target, first, random);
    view(row, target, second, random);
  }

  private void view(int row, float[] target, int at, SplittableRandom random) {
    crop.copy(windows, row, samples, target, at, random);
    for (int lead = 0; lead < windows.leads().size(); lead++) {
      perturbation.apply(target, at + lead * samples, samples, random);
    }
  }

  private static long mixed(long value) {
    return new SplittableRandom(value).nextLong();
  }
}
