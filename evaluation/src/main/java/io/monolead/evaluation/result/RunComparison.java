// SPDX-License-Identifier: Apache-2.0
package io.monolead.evaluation.result;

import java.util.List;

/**
 * A second run over the same streams beside the first.
 *
 * @param against what the second run was
 * @param labels labels that both runs have
 * @param changes strips on which they disagree, by device and time
 */
public record RunComparison(RunFacts against, List<LabelComparison> labels, List<Change> changes) {
  public RunComparison {
    labels = List.copyOf(labels);
    changes = List.copyOf(changes);
  }
}
