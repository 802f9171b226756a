// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.monolead.training.data.Batch;
import java.util.Map;

/**
 * What the network in training made of one batch.
 *
 * @param step counted from 0 over the whole training
 * @param batch the windows, with the recordings they come from
 * @param targets {@code [batch, label]}, 0 or 1
 * @param logits {@code [batch, label]}
 * @param values the further values that the objective asked for, by node
 * @param manager owner of the step's arrays, closed after the step
 */
public record StepValues(
    long step,
    Batch batch,
    NDArray targets,
    NDArray logits,
    Map<String, NDArray> values,
    NDManager manager) {
  public StepValues {
    values = Map.copyOf(values);
  }
}
