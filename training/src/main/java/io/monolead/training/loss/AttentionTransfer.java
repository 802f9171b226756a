// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;

/**
 * Attention transfer (Zagoruyko and Komodakis, arXiv 1612.03928): where in time a stage is active,
 * {@code A = v / |v|} with {@code v = mean over channels of f^2}, shall be where the teacher's is.
 * The mean squared difference over recordings and time, summed over pairs of stages; the longer map
 * is averaged to the length of the shorter.
 */
public final class AttentionTransfer {
  private static final double SMALLEST_NORM = 1e-12;

  /**
   * The loss, a scalar.
   *
   * @param student maps {@code [batch, channel, sample]}, one per stage
   * @param teacher as many maps; no gradient goes there
   */
  public NDArray evaluate(List<NDArray> student, List<NDArray> teacher) {
    if (student.size() != teacher.size() || student.isEmpty()) {
      throw new IllegalArgumentException(
          student.size() + " stages of the student do not pair with " + teacher.size());
    }
    NDArray sum = null;
    for (int i = 0; i < student.size(); i++) {
      NDArray loss = stage(student.get(i), teacher.get(i).stopGradient());
      sum = sum == null ? loss : sum.add(loss);
    }
    return sum;
  }

  private static NDArray stage(NDArray student, NDArray teacher) {
    long samples = Math.min(student.getShape().get(2), teacher.getShape().get(2));
    return attention(student, samples).sub(attention(teacher, samples)).square().mean();
  }

  private static NDArray attention(NDArray map, long samples) {
    NDArray energy = map.square().mean(new int[] {1}, true);
    if (energy.getShape().get(2) != samples) {
      energy = JniUtils.adaptiveAvgPool((PtNDArray) energy, new Shape(samples));
    }
    NDArray flat = energy.reshape(energy.getShape().get(0), samples);
    return flat.div(flat.square().sum(new int[] {1}, true).add(SMALLEST_NORM).sqrt());
  }
}
