// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.result;

import java.util.List;

/**
 * One label of two runs.
 *
 * @param label name of the label
 * @param figures what can be compared, in the order of a report
 */
public record LabelComparison(String label, List<FigureDifference> figures) {
  public LabelComparison {
    figures = List.copyOf(figures);
  }
}
