// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.mvkt;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * What the teacher says of one batch, without gradients.
 *
 * @param logits {@code [batch, label]}
 * @param features {@code [batch, feature]}, of all members side by side
 * @param values further values of the teacher that lessons asked for, by node
 */
public record TeacherValues(NDArray logits, NDArray features, Map<String, NDArray> values) {
  public TeacherValues {
    values = Map.copyOf(values);
  }
}
