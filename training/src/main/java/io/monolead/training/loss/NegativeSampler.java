// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.loss;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Draws the rows of the memory banks that a step contrasts with, the same for the whole batch, and
 * says for each anchor which of them count.
 */
public final class NegativeSampler {
  private final int[] labelSets;
  private final int count;
  private final Negatives rule;
  private final long seed;

  /**
   * A draw.
   *
   * @param rows drawn in a step
   * @param counts {@code [anchor][row]}, flat: 1 if the row is a negative of the anchor, else 0
   */
  public record Draw(int[] rows, float[] counts) {}

  /**
   * Prepares to draw.
   *
   * @param targets {@code [recording][label]}, flat, of the training set
   * @param labels number of labels
   * @param count rows per step, at least 1; all rows if there are fewer
   * @param rule which rows may be negatives
   * @param seed seed of the draws
   */
  public NegativeSampler(float[] targets, int labels, int count, Negatives rule, long seed) {
    if (count < 1) {
      throw new IllegalArgumentException("At least one row has to be drawn, not " + count);
    }
    labelSets = new int[targets.length / labels];
    Map<String, Integer> numbers = new HashMap<>();
    for (int row = 0; row < labelSets.length; row++) {
      String set = Arrays.toString(Arrays.copyOfRange(targets, row * labels, (row + 1) * labels));
      labelSets[row] = numbers.computeIfAbsent(set, key -> numbers.size());
    }
    this.count = Math.min(count, labelSets.length);
    this.rule = rule;
    this.seed = seed;
  }

  /**
   * The draw of one step, without replacement; the same for one seed and step always.
   *
   * @param step counted from 0 over the whole training
   * @param anchors rows of the batch
   */
  public Draw draw(long step, int[] anchors) {
    SplittableRandom random =
        new SplittableRandom(new SplittableRandom(seed).nextLong() ^ (step * 0x9E3779B97F4A7C15L));
    int[] all = new int[labelSets.length];
    Arrays.setAll(all, i -> i);
    int[] rows = new int[count];
    for (int i = 0; i < count; i++) {
      int j = i + random.nextInt(all.length - i);
      rows[i] = all[j];
      all[j] = all[i];
    }
    float[] counts = new float[anchors.length * count];
    for (int anchor = 0; anchor < anchors.length; anchor++) {
      for (int i = 0; i < count; i++) {
        boolean left = rows[i] == anchors[anchor];
        if (rule == Negatives.DIFFERENT_LABELS) {
          left |= labelSets[rows[i]] == labelSets[anchors[anchor]];
        }
        counts[anchor * count + i] = left ? 0 : 1;
      }
    }
    return new Draw(rows, counts);
  }
}
