// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.data;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Draws the batches of an epoch: every recording at most once, in an order, with crops and with
 * augmentations that follow from seed and epoch alone, so that a resumed run draws what an
 * uninterrupted one would have drawn.
 *
 * <p>The windows that do not fill a last batch are left out of the epoch, as in the reference
 * benchmark; shuffling leaves out others in the next.
 */
public final class BatchSampler implements BatchSource {
  private final WindowSet windows;
  private final int cropSamples;
  private final Augmentation augmentation;
  private final long seed;
  private final Batch batch;

  /**
   * Prepares to draw.
   *
   * @param windows the training set
   * @param batchSize windows per batch; no more than there are
   * @param cropSamples length of the stretch taken from each window, at most the whole
   * @param augmentation random changes
   * @param seed seed of everything random here
   */
  public BatchSampler(
      WindowSet windows, int batchSize, int cropSamples, Augmentation augmentation, long seed) {
    if (batchSize < 1 || batchSize > windows.size()) {
      throw new IllegalArgumentException(
          "The batch size must be from 1 to the number of training windows, "
              + windows.size()
              + ", not "
              + batchSize);
    }
    if (cropSamples < 1 || cropSamples > windows.windowSamples()) {
      throw new IllegalArgumentException(
          "The crop must be from 1 to the window's "
              + windows.windowSamples()
              + " samples, not "
              + cropSamples);
    }
    this.windows = windows;
    this.cropSamples = cropSamples;
    this.augmentation = augmentation;
    this.seed = seed;
    batch =
        new Batch(
            batchSize,
            cropSamples,
            new float[batchSize * windows.leads().size() * cropSamples],
            new float[batchSize * windows.labelSpace().size()],
            new int[batchSize],
            new int[batchSize]);
  }

  @Override
  public int stepsPerEpoch() {
    return windows.size() / batch.size();
  }

  @Override
  public void forEachBatch(int epoch, Consumer<Batch> step) {
    SplittableRandom random = randomOf(seed, epoch);
    int[] order = shuffled(windows.size(), random);
    int labels = windows.labelSpace().size();
    int stride = windows.leads().size() * cropSamples;
    for (int first = 0; first + batch.size() <= order.length; first += batch.size()) {
      for (int i = 0; i < batch.size(); i++) {
        int row = order[first + i];
        int start = random.nextInt(windows.windowSamples() - cropSamples + 1);
        batch.rows()[i] = row;
        batch.starts()[i] = start;
        augmentation.copy(windows, row, start, cropSamples, batch.inputs(), i * stride, random);
        System.arraycopy(windows.targets(), row * labels, batch.targets(), i * labels, labels);
      }
      step.accept(batch);
    }
  }

  /** Source of chance of one epoch. */
  static SplittableRandom randomOf(long seed, int epoch) {
    // Mixed rather than added: epoch 1 of seed 0 must not repeat epoch 0 of seed 1.
    return new SplittableRandom(
        new SplittableRandom(seed).nextLong() ^ (epoch * 0x9E3779B97F4A7C15L));
  }

  static int[] shuffled(int count, SplittableRandom random) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
