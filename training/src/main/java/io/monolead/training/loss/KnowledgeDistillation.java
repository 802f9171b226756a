// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.loss;

import ai.djl.ndarray.NDArray;

/**
 * Knowledge distillation of Hinton, Vinyals and Dean (arXiv 1503.02531): the divergence between the
 * softmax over all labels of teacher and student at a temperature, times {@code temperature^2},
 * averaged over recordings. Made for labels that exclude each other; here for comparison.
 */
public final class KnowledgeDistillation {
  private final double temperature;

  /**
   * A loss.
   *
   * @param temperature above 0; 4 is usual
   */
  public KnowledgeDistillation(double temperature) {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException("A temperature is above 0, not " + temperature);
    }
    this.temperature = temperature;
  }

  /**
   * The loss, a scalar of at least 0.
   *
   * @param student logits {@code [batch, label]}
   * @param teacher logits {@code [batch, label]}, to which no gradient goes
   */
  public NDArray evaluate(NDArray student, NDArray teacher) {
    NDArray mine = student.div(Constant.of(temperature, student)).logSoftmax(1);
    NDArray known = teacher.stopGradient().div(temperature).logSoftmax(1);
    return known
        .exp()
        .mul(known.sub(mine))
        .sum(new int[] {1})
        .mul(Constant.of(temperature * temperature, student))
        .mean();
  }
}
