// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.trainer;

/** How learning rate and beta1 run over a training. */
public enum Schedule {
  /** {@link OneCycle}. */
  ONE_CYCLE,

  /** The peak learning rate and Adam's usual beta1 of 0.9 throughout, as in the MVKT-ECG paper. */
  CONSTANT;

  private static final double USUAL_BETA1 = 0.9;

  /** Learning rate of a step, counted from 0, of so many. */
  double learningRate(long step, long steps, double peak) {
    return this == CONSTANT ? peak : new OneCycle(steps, peak).learningRate(step);
  }

  /** Share of the old first moment in a step, counted from 0, of so many. */
  double beta1(long step, long steps) {
    return this == CONSTANT ? USUAL_BETA1 : new OneCycle(steps, 1).beta1(step);
  }
}
