// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.result;

import java.util.List;

/**
 * One label.
 *
 * @param label name of the label
 * @param threshold probability from which on a window counts, of the policy or else of the bundle
 * @param truthKnown whether the truth of this label is known of at least one stream
 * @param overall figures of all streams
 * @param groups figures of each group
 */
public record LabelEvaluation(
    String label,
    double threshold,
    boolean truthKnown,
    Figures overall,
    List<GroupFigures> groups) {
  public LabelEvaluation {
    groups = List.copyOf(groups);
  }
}
