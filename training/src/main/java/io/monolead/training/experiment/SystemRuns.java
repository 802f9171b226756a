// SPDX-License-Identifier: Apache-2.0
package io.monolead.training.experiment;

import java.util.List;

/**
 * One system of a table: the same recipe with several seeds.
 *
 * @param name what the table calls it
 * @param network architecture, under which the paper's figures are found
 * @param role what it is
 * @param runs one run per seed
 * @param baseline the runs it is compared with, seed by seed; empty if it is the baseline itself
 */
public record SystemRuns(
    String name, String network, Role role, List<RunSpec> runs, List<RunSpec> baseline) {

  /** What a system is in the paper's scheme. */
  public enum Role {
    /** Sees twelve leads. */
    TEACHER,

    /** Sees one lead and the labels. */
    BASELINE,

    /** Sees one lead, the labels, and what the teacher says. */
    STUDENT,

    /** A student whose teacher is shown other recordings: it must learn nothing from it. */
    CONTROL
  }

  public SystemRuns {
    runs = List.copyOf(runs);
    baseline = List.copyOf(baseline);
    if (!baseline.isEmpty() && baseline.size() != runs.size()) {
      throw new IllegalArgumentException(
          name + " has " + runs.size() + " runs, but is compared with " + baseline.size());
    }
  }
}
