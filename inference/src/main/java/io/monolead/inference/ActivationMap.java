// SPDX-License-Identifier: Apache-2.0
package io.monolead.inference;

/**
 * Where in one window a network found what its logits say: the class activation map of Zhou et al.
 * 2016 (Learning Deep Features for Discriminative Localization, equations 1 and 2), in the form
 * that {@link Attention} states.
 *
 * <p>For every label, the mean of its map over time plus its offset is its logit.
 *
 * @param logits {@code [label]}
 * @param probabilities calibrated, {@code [label]}, 0 to 1
 * @param offsets what of a logit belongs to no time, {@code [label]}, in units of the logits
 * @param maps {@code [label][step]}, in units of the logits: above zero where the signal speaks for
 *     the label, below where it speaks against it. Step {@code i} of {@code n} stands for the
 *     window from {@code i / n} to {@code (i + 1) / n} of its length; the network sees beyond that
 *     stretch on both sides
 */
public record ActivationMap(
    float[] logits, float[] probabilities, float[] offsets, float[][] maps) {
  public ActivationMap {
    if (probabilities.length != logits.length
        || offsets.length != logits.length
        || maps.length != logits.length) {
      throw new IllegalArgumentException(
          String.format(
              "%d logits cannot have %d probabilities, %d offsets and %d maps",
              logits.length, probabilities.length, offsets.length, maps.length));
    }
  }

  /** How far the mean of a label's map plus its offset is from its logit: rounding alone. */
  public double remainder(int label) {
    double sum = 0;
    for (float value : maps[label]) {
      sum += value;
    }
    return sum / maps[label].length + offsets[label] - logits[label];
  }

  /** Largest absolute value of a label's map; what shades are drawn relative to. */
  public float largest(int label) {
    float largest = 0;
    for (float value : maps[label]) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
