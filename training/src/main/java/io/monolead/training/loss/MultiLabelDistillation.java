// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;

/**
 * Multi-label knowledge distillation (MKD), MVKT-ECG's eq. 4 and 5.
 *
 * <p>Each label is a distribution over two outcomes at a temperature, {@code q = sigmoid(a)}; the
 * loss is {@code temperature^2} times the Kullback-Leibler divergence of the student's from the
 * teacher's, summed over labels (eq. 5) and averaged over recordings. In the paper {@code a = (2p -
 * 1) / temperature} with the probability p, which is eq. 4's softmax of (p, 1 - p); on logits
 * {@code a = z / temperature}, which does not flatten what the teacher is sure of.
 *
 * <p>No gradient reaches the teacher's logits.
 */
public final class MultiLabelDistillation {
  private final double temperature;
  private final Form form;
  private final Reduction reduction;

  /** On what the two-way distributions are formed. */
  public enum Form {
    /** On probabilities, eq. 4. */
    PROBABILITY,

    /** On logits. */
    LOGIT
  }

  /** What becomes of the divergences of one recording's labels. */
  public enum Reduction {
    /** Their sum, eq. 5. */
    SUM,

    /** Their mean: one weight then serves tasks of any number of labels. */
    MEAN
  }

  /**
   * A loss that sums over labels, as in the paper.
   *
   * @param temperature above 0; the paper's is 1.5
   * @param form what is compared
   */
  public MultiLabelDistillation(double temperature, Form form) {
    this(temperature, form, Reduction.SUM);
  }

  /**
   * A loss.
   *
   * @param temperature above 0; the paper's is 1.5
   * @param form what is compared
   * @param reduction sum or mean over labels
   */
  public MultiLabelDistillation(double temperature, Form form, Reduction reduction) {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException("A temperature is above 0, not " + temperature);
    }
    this.temperature = temperature;
    this.form = form;
    this.reduction = reduction;
  }

  /**
   * The loss, a scalar of at least 0; 0 only if student and teacher agree.
   *
   * @param student logits {@code [batch, label]}
   * @param teacher logits {@code [batch, label]}
   */
  public NDArray evaluate(NDArray student, NDArray teacher) {
    NDArray mine = argument(student);
    NDArray known = argument(teacher.stopGradient());
    NDArray likely = Activation.sigmoid(known);
    // log sigmoid(a) = -softplus(-a): neither term overflows, however sure somebody is.
    NDArray divergence =
        likely
            .mul(Activation.softPlus(mine.neg()).sub(Activation.softPlus(known.neg())))
            .add(
                likely.neg().add(1).mul(Activation.softPlus(mine).sub(Activation.softPlus(known))));
    int[] labels = {1};
    NDArray perRecording =
        reduction == Reduction.SUM ? divergence.sum(labels) : divergence.mean(labels);
    // Scaled before it is a scalar: a scalar times a double becomes double precision.
    return perRecording.mul(Constant.of(temperature * temperature, perRecording)).mean();
  }

  private NDArray argument(NDArray logits) {
    return form == Form.LOGIT
        ? logits.div(Constant.of(temperature, logits))
        : Activation.sigmoid(logits).sub(0.5).mul(Constant.of(2 / temperature, logits));
  }
}
