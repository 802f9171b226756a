// SPDX-License-Identifier: Apache-2.0
package io.monolead.signal;

import java.util.Arrays;
import java.util.List;

/**
 * Conditions windows of one source: fills what is missing, resamples, then runs the steps of its
 * {@link Conditioning}.
 *
 * <ul>
 *   <li>Missing samples (NaN, and infinities, which no electrode produces) are interpolated
 *       linearly between their neighbours, held at both ends of the window, and zero if nothing is
 *       there.
 *   <li>Where the rates differ the window is resampled as by SciPy's {@code resample_poly(...,
 *       padtype="mean")}: the mean is kept out of the filter, so that an offset of the electrodes
 *       does not ring at the ends of the window.
 *   <li>Rounding of the duration may leave the resampled window one sample short or long: the last
 *       sample is then repeated or dropped.
 * </ul>
 *
 * <p>Same input, same output, bit by bit, on every machine. Immutable and shareable between
 * threads; the working memory is a {@link Scratch} that belongs to one thread at a time.
 */
public final class Conditioner {
  private final Resampler resampler;
  private final int sourceSamples;
  private final int targetSamples;
  private final int resampledSamples;
  private final List<PreparedStep> steps;
  private final int workSamples;

  Conditioner(
      Conditioning conditioning, double sourceRateHz, int sourceSamples, int targetSamples) {
    if (sourceSamples < 1 || targetSamples < 1) {
      throw new IllegalArgumentException(
          "A window needs at least one sample, not "
              + sourceSamples
              + " of the source and "
              + targetSamples
              + " of the network");
    }
    this.resampler = Resampler.of(sourceRateHz, conditioning.samplingRateHz());
    this.sourceSamples = sourceSamples;
    this.targetSamples = targetSamples;
    int resampled = resampler.outputLength(sourceSamples);
    if (Math.abs(resampled - targetSamples) > 1) {
      throw new IllegalArgumentException(
          sourceSamples
              + " samples at "
              + sourceRateHz
              + " Hz are "
              + resampled
              + " at "
              + conditioning.samplingRateHz()
              + " Hz, but the network takes "
              + targetSamples);
    }
    this.resampledSamples = Math.min(resampled, targetSamples);
    this.steps =
        conditioning.steps().stream()
            .map(step -> PreparedStep.of(step, conditioning.samplingRateHz(), targetSamples))
            .toList();
    this.workSamples =
        Math.max(
            resampler.workSamples(sourceSamples),
            steps.stream().mapToInt(PreparedStep::workSamples).max().orElse(0));
  }

  /** Samples of a window at the source's rate. */
  public int sourceSamples() {
    return sourceSamples;
  }

  /** Samples of a conditioned window. */
  public int targetSamples() {
    return targetSamples;
  }

  /** Working memory of one thread, fit for this conditioner only. */
  public static final class Scratch {
    private final float[] source;
    private final double[] work;

    private Scratch(int sourceSamples, int workSamples) {
      this.source = new float[sourceSamples];
      this.work = new double[workSamples];
    }
  }

  /** New working memory; keep it, and use it from one thread at a time. */
  public Scratch newScratch() {
    return new Scratch(resampler.isIdentity() ? 0 : sourceSamples, workSamples);
  }

  /** As {@link #apply(float[], int, float[], int, Scratch)}, with working memory of its own. */
  public void apply(float[] millivolts, int from, float[] target, int targetFrom) {
    apply(millivolts, from, target, targetFrom, newScratch());
  }

  /**
   * Conditions one window without allocating.
   *
   * @param millivolts the source, read from {@code from} on for {@link #sourceSamples()}, NaN where
   *     missing; not written to
   * @param target written from {@code targetFrom} on for {@link #targetSamples()}, all finite
   * @param scratch of this conditioner
   */
  public void apply(float[] millivolts, int from, float[] target, int targetFrom, Scratch scratch) {
    if (resampler.isIdentity()) {
      fill(millivolts, from, target, targetFrom, resampledSamples);
    } else {
      float[] source = scratch.source;
      fill(millivolts, from, source, 0, sourceSamples);
      float mean = (float) PreparedStep.mean(source, 0, sourceSamples);
      for (int i = 0; i < sourceSamples; i++) {
        source[i] -= mean;
      }
      resampler.resample(source, sourceSamples, target, targetFrom, resampledSamples, scratch.work);
      for (int i = 0; i < resampledSamples; i++) {
        target[targetFrom + i] += mean;
      }
    }
    int end = targetFrom + resampledSamples;
    Arrays.fill(target, end, targetFrom + targetSamples, target[end - 1]);
    for (PreparedStep step : steps) {
      step.apply(target, targetFrom, targetSamples, scratch.work);
    }
  }

  private static void fill(float[] source, int from, float[] target, int targetFrom, int length) {
    System.arraycopy(source, from, target, targetFrom, length);
    int whole = 0;
    while (whole < length && Math.abs(target[targetFrom + whole]) <= Float.MAX_VALUE) {
      whole++;
    }
    if (whole == length) {
      return;
    }
    int last = whole - 1;
    for (int i = whole; i < length; i++) {
      float value = target[targetFrom + i];
      if (!Float.isFinite(value)) {
        continue;
      }
      if (last < i - 1) {
        float left = last < 0 ? value : target[targetFrom + last];
        for (int k = last + 1; k < i; k++) {
          double share = (double) (k - last) / (i - last);
          target[targetFrom + k] = (float) (left + share * ((double) value - left));
        }
      }
      last = i;
    }
    Arrays.fill(
        target,
        targetFrom + last + 1,
        targetFrom + length,
        last < 0 ? 0 : target[targetFrom + last]);
  }
}
