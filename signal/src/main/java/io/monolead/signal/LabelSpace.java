// SPDX-License-Identifier: Apache-2.0
package io.monolead.signal;

import java.util.HashSet;
import java.util.List;

/**
 * The labels a network is trained for, in the order of its outputs.
 *
 * @param task name of the task, such as {@code monitoring}
 * @param labels names of the labels, without repetition, in order
 */
public record LabelSpace(String task, List<String> labels) {
  public LabelSpace {
    labels = List.copyOf(labels);
    if (labels.isEmpty() || new HashSet<>(labels).size() != labels.size()) {
      throw new IllegalArgumentException(
          "Task " + task + " needs at least one label and none twice, not " + labels);
    }
  }

  /** Number of labels. */
  public int size() {
    return labels.size();
  }

  /** Position of a label, or -1. */
  public int indexOf(String label) {
    return labels.indexOf(label);
  }
}
