// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import ai.djl.training.loss.Loss;

/**
 * Binary cross-entropy of independent labels, from logits.
 *
 * <p>The mean over recordings and labels of {@code softplus(z) - z * y}, which equals {@code -[y
 * log sigmoid(z) + (1 - y) log(1 - sigmoid(z))]} and neither overflows nor loses its gradient,
 * however large the logit.
 */
public final class BinaryCrossEntropy extends Loss {

  public BinaryCrossEntropy() {
    super("BinaryCrossEntropy");
  }

  /**
   * The mean loss, a scalar.
   *
   * @param labels one array {@code [batch, label]} of targets from 0 to 1
   * @param predictions one array {@code [batch, label]} of logits
   */
  @Override
  public NDArray evaluate(NDList labels, NDList predictions) {
    NDArray logits = predictions.singletonOrThrow();
    NDArray targets = labels.singletonOrThrow();
    return Activation.softPlus(logits).sub(logits.mul(targets)).mean();
  }
}
