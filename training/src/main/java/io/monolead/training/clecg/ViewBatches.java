// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.clecg;

import io.monolead.training.data.Batch;
import io.monolead.training.data.BatchSource;
import io.monolead.training.data.WindowSet;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Batches of pairs of views: the first views of all recordings of the batch, then the second ones
 * in the same order.
 */
public final class ViewBatches implements BatchSource {
  private final WindowSet windows;
  private final ContrastiveViews views;
  private final int recordings;
  private final long seed;
  private final Batch batch;

  /**
   * Prepares to draw.
   *
   * @param windows the recordings
   * @param views makes their views
   * @param samples length of a view
   * @param recordings recordings per batch, at least 2, of which there are twice as many views
   * @param seed seed of the order
   */
  public ViewBatches(
      WindowSet windows, ContrastiveViews views, int samples, int recordings, long seed) {
    if (recordings < 2 || recordings > windows.size()) {
      throw new IllegalArgumentException(
          "A batch of pairs takes from 2 to all "
              + windows.size()
              + " recordings, not "
              + recordings);
    }
    this.windows = windows;
    this.views = views;
    this.recordings = recordings;
    this.seed = seed;
    batch =
        new Batch(
            2 * recordings,
            samples,
            new float[2 * recordings * views.stride()],
            new float[2 * recordings * windows.labelSpace().size()],
            new int[2 * recordings],
            new int[2 * recordings]);
  }

  @Override
  public int stepsPerEpoch() {
    return windows.size() / recordings;
  }

  @Override
  public void forEachBatch(int epoch, Consumer<Batch> step) {
    SplittableRandom random =
        new SplittableRandom(
            new SplittableRandom(~seed).nextLong() ^ (epoch * 0x9E3779B97F4A7C15L));
    int[] order = new int[windows.size()];
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    // Labels stay out of pre-training, whatever the windows know.
    Arrays.fill(batch.targets(), 0);
    for (int first = 0; first + recordings <= order.length; first += recordings) {
      for (int i = 0; i < recordings; i++) {
        int row = order[first + i];
        batch.rows()[i] = row;
        batch.rows()[recordings + i] = row;
        views.copy(
            epoch, row, batch.inputs(), i * views.stride(), (recordings + i) * views.stride());
      }
      step.accept(batch);
    }
  }
}
