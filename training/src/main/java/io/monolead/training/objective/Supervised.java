// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.monolead.training.loss.BinaryCrossEntropy;

/** Binary cross-entropy against the labels: MVKT-ECG's eq. 1, and every plain baseline. */
public final class Supervised implements Objective {
  private final BinaryCrossEntropy loss = new BinaryCrossEntropy();

  @Override
  public String identity() {
    return "supervised";
  }

  @Override
  public NDArray loss(StepValues step) {
    return loss.evaluate(new NDList(step.targets()), new NDList(step.logits()));
  }
}
