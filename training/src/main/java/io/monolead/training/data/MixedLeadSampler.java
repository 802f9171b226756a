// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.data;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Draws batches as {@link BatchSampler} does, but adds a little of other leads to each window, by
 * chance more or less, upright or turned over: as if the electrodes sat elsewhere, or the heart lay
 * otherwise in the chest. To first order a lead that is turned a little is the old lead plus small
 * parts of leads across it.
 */
public final class MixedLeadSampler implements BatchSource {
  private final BatchSampler sampler;
  private final List<WindowSet> others;
  private final int cropSamples;
  private final double spread;
  private final long seed;
  private final float[] part;

  /**
   * Prepares to draw.
   *
   * @param windows the training set, of one lead
   * @param others the same recordings, row by row, once for each other lead, of one lead each
   * @param spread deviation of the factor of each other lead, above 0
   * @param batchSize windows per batch, from 1 to the number of recordings
   * @param cropSamples length of the stretch taken from each recording, at most the whole
   * @param augmentation random changes of the lead itself, before others are added
   * @param seed seed of everything random here
   */
  public MixedLeadSampler(
      WindowSet windows,
      List<WindowSet> others,
      double spread,
      int batchSize,
      int cropSamples,
      Augmentation augmentation,
      long seed) {
    this.others = List.copyOf(others);
    for (WindowSet each : this.others) {
      if (each.leads().size() != 1 || !each.recordings().equals(windows.recordings())) {
        throw new IllegalArgumentException(
            "Each set has one lead of the same recordings, not " + each.leads());
      }
    }
    if (windows.leads().size() != 1 || !(spread > 0) || this.others.isEmpty()) {
      throw new IllegalArgumentException(
          "Other leads are added to one lead, with a spread above 0, not "
              + this.others.size()
              + " to "
              + windows.leads()
              + " with "
              + spread);
    }
    this.cropSamples = cropSamples;
    this.spread = spread;
    this.seed = seed;
    sampler = new BatchSampler(windows, batchSize, cropSamples, augmentation, seed);
    part = new float[cropSamples];
  }

  @Override
  public int stepsPerEpoch() {
    return sampler.stepsPerEpoch();
  }

  @Override
  public void forEachBatch(int epoch, Consumer<Batch> step) {
    // A source of its own, so that order and crops are those of the plain sampler.
    SplittableRandom random = BatchSampler.randomOf(~seed, epoch);
    sampler.forEachBatch(
        epoch,
        batch -> {
          for (int i = 0; i < batch.size(); i++) {
            for (WindowSet other : others) {
              float factor = (float) (spread * random.nextGaussian());
              other.copy(batch.rows()[i], batch.starts()[i], cropSamples, part, 0);
              for (int k = 0; k < cropSamples; k++) {
                batch.inputs()[i * cropSamples + k] += factor * part[k];
              }
            }
          }
          step.accept(batch);
        });
  }
}
