// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;

/**
 * InfoNCE (van den Oord et al., arXiv 1807.03748), MVKT-ECG's eq. 2 and 3: the negative logarithm
 * of the positive's share among the positive and all negatives, {@code -log(exp(a.p / tau) /
 * (exp(a.p / tau) + sum_j exp(a.n_j / tau)))}, averaged over anchors.
 */
public final class InfoNce implements ContrastiveLoss {
  /** Takes a candidate out of the sum: logits of unit vectors are below {@code 1 / tau}. */
  private static final float LEFT_OUT = 1e4f;

  private final double temperature;

  /**
   * A loss.
   *
   * @param temperature tau, above 0; the paper's is 0.07
   */
  public InfoNce(double temperature) {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException("A temperature is above 0, not " + temperature);
    }
    this.temperature = temperature;
  }

  @Override
  public NDArray evaluate(NDArray anchors, NDArray positives, NDArray candidates, NDArray counts) {
    NDArray own =
        anchors.mul(positives).sum(new int[] {1}, true).div(Constant.of(temperature, anchors));
    NDArray others =
        anchors
            .matMul(candidates.stopGradient().transpose())
            .div(Constant.of(temperature, anchors))
            .add(counts.sub(1).mul(LEFT_OUT));
    NDArray shares = NDArrays.concat(new NDList(own, others), 1).logSoftmax(1);
    return shares.get(":, 0").mean().neg();
  }

  @Override
  public boolean positivesFromBank() {
    return false;
  }

  @Override
  public float[] state() {
    return new float[0];
  }

  @Override
  public void restore(float[] state) {
    if (state.length != 0) {
      throw new IllegalArgumentException("InfoNCE keeps no constants, but was given some");
    }
  }
}
