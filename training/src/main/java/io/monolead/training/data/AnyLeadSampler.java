// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.data;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Draws batches as {@link BatchSampler} does, but of each recording a lead by chance: the start of
 * a student that knows hearts from any side, or a student for any lead.
 */
public final class AnyLeadSampler implements BatchSource {
  private final List<WindowSet> leads;
  private final int cropSamples;
  private final Augmentation augmentation;
  private final long seed;
  private final Batch batch;

  /**
   * Prepares to draw.
   *
   * @param leads the same recordings, row by row, once for each lead, of one lead each
   * @param batchSize windows per batch, from 1 to the number of recordings
   * @param cropSamples length of the stretch taken from each recording, at most the whole
   * @param augmentation random changes
   * @param seed seed of everything random here
   */
  public AnyLeadSampler(
      List<WindowSet> leads, int batchSize, int cropSamples, Augmentation augmentation, long seed) {
    this.leads = List.copyOf(leads);
    WindowSet first = leads.get(0);
    for (WindowSet each : leads) {
      if (each.leads().size() != 1 || !each.recordings().equals(first.recordings())) {
        throw new IllegalArgumentException(
            "Each set has one lead of the same recordings, not " + each.leads());
      }
    }
    if (batchSize < 1 || batchSize > first.size() || cropSamples > first.windowSamples()) {
      throw new IllegalArgumentException(
          "Batches of "
              + batchSize
              + " stretches of "
              + cropSamples
              + " samples cannot be drawn from "
              + first.size()
              + " recordings of "
              + first.windowSamples());
    }
    this.cropSamples = cropSamples;
    this.augmentation = augmentation;
    this.seed = seed;
    batch =
        new Batch(
            batchSize,
            cropSamples,
            new float[batchSize * cropSamples],
            new float[batchSize * first.labelSpace().size()],
            new int[batchSize],
            new int[batchSize]);
  }

  @Override
  public int stepsPerEpoch() {
    return leads.get(0).size() / batch.size();
  }

  @Override
  public void forEachBatch(int epoch, Consumer<Batch> step) {
    SplittableRandom random = BatchSampler.randomOf(seed, epoch);
    int[] order = BatchSampler.shuffled(leads.get(0).size(), random);
    int labels = leads.get(0).labelSpace().size();
    for (int first = 0; first + batch.size() <= order.length; first += batch.size()) {
      for (int i = 0; i < batch.size(); i++) {
        int row = order[first + i];
        WindowSet lead = leads.get(random.nextInt(leads.size()));
        int start = random.nextInt(lead.windowSamples() - cropSamples + 1);
        batch.rows()[i] = row;
        batch.starts()[i] = start;
        augmentation.copy(lead, row, start, cropSamples, batch.inputs(), i * cropSamples, random);
        System.arraycopy(lead.targets(), row * labels, batch.targets(), i * labels, labels);
      }
      step.accept(batch);
    }
  }
}
